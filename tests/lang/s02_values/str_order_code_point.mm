// Comparison orders strings by code point, not by UTF-16 unit.
say 'a' < 'b', ' ', 'Z' < 'a', ' ', 'a' < 'ab'   // expect: true true true
say "\u{FFFD}" < "\u{1F600}"                     // expect: true
say 'é' > 'z', ' ', 'abc' <=> 'abd', ' ', 'b' <=> 'a', ' ', 'x' <=> 'x' // expect: true -1 1 0
say '' < 'a', ' ', '10' < '9'                    // expect: true true
