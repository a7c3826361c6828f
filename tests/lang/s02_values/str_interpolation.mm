// {expr} interpolates what .str gives.
let n = 3
let xs = [1, 'a']
say "{n} {n + 1} {xs} {nil} {true} {1..2}"   // expect: 3 4 [1, 'a'] nil true 1..2
say "{'in'}side"                             // expect: inside
say "\{n}"                                   // expect: {n}
say "}"                                      // expect: }
