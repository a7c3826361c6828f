// The first catch whose type fits runs, also when a later one fits better.
try { die TypeError.new(message => 'm') }
catch Error { say 'general' }
catch TypeError { say 'special' }
// expect: general
