// Texts of small integers are kept by the runtime; no program can tell.
let bad = []
for -300..300 -> i { bad.push(i) unless "{i}".num == i && i.str == "{i}" && "{i}".len == i.dump.len }
for 9900..10100 -> i { bad.push(i) unless i.str.num == i && "<{i}>" == '<' + i.str + '>' }
say bad                                             // expect: []
say [(-129).str, (-128).str, (-1).str, 0.str, 9.str, 10.str, 9999.str, 10000.str].join(' ')   // expect: -129 -128 -1 0 9 10 9999 10000
let m = {}
for 1..2000 -> i { m{i.str} = i }
say m{'7'}, ' ', m{"{1999}"}, ' ', m{'20' + '00'}, ' ', m{'+7'}         // expect: 7 1999 2000 nil
say 12.str == "1{2}", ' ', 12.str === '1' + '2', ' ', 12.str == 12     // expect: true true false
let p = ma { receive { when ['call', from, s] { reply(from, s + '!' + 345.str) } } }
say Ma.call(p, 345.str)                             // expect: 345!345
say 345.str.freeze, ' ', [345.str].freeze.is_frozen, ' ', 1234.str.slice(1, 2), ' ', 1234.str.rev   // expect: 345 true 23 4321
say 1.0.str, ' ', (2 ** 60).str, ' ', (-0.0).str      // expect: 1 1152921504606846976 0
