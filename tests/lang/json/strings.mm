// Escapes, surrogate pairs, long strings, keys that come twice.
use Json (parse, dump)
say parse('"\u00e9\n\t\"\\\/\ud83d\ude00\b\f\r"').dump     // expect: "é\n\t\"\\/😀\x08\x0c\r"
say dump("a\"b\\c\n\t\e\0é")                              // expect: "a\"b\\c\n\t\u001b\u0000é"
let long = 'x' * 1000 + 'é'
say parse(dump(long)) == long, parse(dump([long, long])) == [long, long]     // expect: truetrue
say parse('{"a": 1, "b": 2, "a": 3}')                      // expect: {a => 3, b => 2}
let m = {}
for ^1000 -> i { m{"key{i}"} = i }
say parse(dump(m)) == m                                    // expect: true
say parse(dump(m))<key777>                                 // expect: 777
say parse("[{'{"k":1},' * 20}{'{"k":1}'}]").len              // expect: 21
say parse('"\u0000"').len                                  // expect: 1
