// Integers of any size are exact; doubles read back the same.
use Json (parse, dump)
say parse('140737488355327') + 1                            // expect: 140737488355328
say parse('[140737488355328, -140737488355328, -140737488355329, 9007199254740993, 999999999999999999, -1000000000000000000000]')
// expect: [140737488355328, -140737488355328, -140737488355329, 9007199254740993, 999999999999999999, -1000000000000000000000]
let big = 7 ** 5000
say parse(dump(big)) == big, ' ', parse(dump(-big)) == -big        // expect: true true
let ok = true
for [0.1, 1 / 3, 1e300, 5e-324, 1.7976931348623157e308, 123456.789, 1e22, 1e23, 2.2250738585072014e-308] -> d {
    ok = false unless parse(dump(d)) === d
}
say ok                                                      // expect: true
say parse('9007199254740993.0'), ' ', parse('0.1e1'), ' ', parse('123456789012345678901234567890e-10')
// expect: 9007199254740992 1 12345678901234567000
