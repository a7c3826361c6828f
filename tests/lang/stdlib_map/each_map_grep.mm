// each {|k, v|}, map (an Array), grep (a Map), any, all.
let m = {a => 1, b => 2, c => 3}
m.each {|k, v| print k, v, ' ' }
say '|'                                     // expect: a1 b2 c3 |
say m.map {|k, v| "{k}{v}" }                // expect: ['a1', 'b2', 'c3']
say m.grep {|k, v| v > 1 }                  // expect: {b => 2, c => 3}
say m.any({|k, v| v > 2 }), ' ', m.all({|k, v| v > 2 }), ' ', m.any({|k, v| k == 'z' })  // expect: true false false
