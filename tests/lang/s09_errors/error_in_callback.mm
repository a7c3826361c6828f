// Errors pass through built-in methods that call functions.
try { [1, 2].map {|x| die "at {x}" if x == 2; x } } catch e { say e.message }       // expect: at 2
try { [2, 1].sort {|a, b| die 'cmp' } } catch e { say e.message }                   // expect: cmp
try { 'abc'.gsub(/b/, {|m| die "m {m}" }) } catch e { say e.message }               // expect: m b
