// An unknown field in .new is an ArgumentError.
class P { field x :rw }
try { P.new(y => 1) } catch ArgumentError -> e { say 'y' in e.message }  // expect: true
