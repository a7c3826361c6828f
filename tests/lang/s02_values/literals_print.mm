// say of each literal of the table of values.
say nil, ' ', true, ' ', false   // expect: nil true false
say 42                           // expect: 42
say 1_000                        // expect: 1000
say 0xFF, ' ', 0b101, ' ', 0o17  // expect: 255 5 15
say 1.5, ' ', 2e-3               // expect: 1.5 0.002
say Inf, ' ', -Inf, ' ', NaN     // expect: Inf -Inf NaN
say 'raw {x} \n'                 // expect: raw {x} \n
say "with {1 + 1} \\n"           // expect: with 2 \n
