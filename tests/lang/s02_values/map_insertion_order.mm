// A Map keeps insertion order; a set again key keeps its place, a deleted one moves to the end (R57).
let m = {z => 1, a => 2, m => 3}
say m.keys             // expect: ['z', 'a', 'm']
m<z> = 9
say m                  // expect: {z => 9, a => 2, m => 3}
m.del('z')
m<z> = 7
say m                  // expect: {a => 2, m => 3, z => 7}
