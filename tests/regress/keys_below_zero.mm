// A key of a Map that is a number of less than 0 reads as it is written, too.
say {-1 => 'a', -1.5 => 'b', 2 => 'c'}              // expect: {-1 => 'a', -1.5 => 'b', 2 => 'c'}
let m = {}
for [-(2 ** 70), 1e-7, Inf, -Inf, NaN] -> k { m{k} = 0 }
say m                                               // expect: {-1180591620717411303424 => 0, 1e-7 => 0, :Inf => 0, :-Inf => 0, :NaN => 0}
