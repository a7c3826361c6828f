// A class :is Error can be raised and caught, with fields of its own.
class NotFound :is Error { field key :ro }
try { die NotFound.new(message => 'nothing here', key => 'k') }
catch NotFound -> e { say e.message, ' ', e.key, ' ', e }
// expect: nothing here k NotFound: nothing here
try { die NotFound.new } catch Error -> e { say e.message }   // expect: NotFound
