// The first error of a pmap is raised.
try { (^20).array.pmap {|x| x == 7 ? die 'seven' : x } } catch e { say e.message }   // expect: seven
