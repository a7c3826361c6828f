// Time.iso and Time.parse are the inverse of each other.
say Time.iso(0)                                    // expect: 1970-01-01T00:00:00Z
say Time.iso(1e9, 3)                               // expect: 2001-09-09T01:46:40.000Z
say Time.iso(951782399.5, 1)                       // expect: 2000-02-28T23:59:59.5Z
say Time.parse('1970-01-01T00:00:00Z')             // expect: 0
say Time.parse('2000-02-29')                       // expect: 951782400
say Time.parse('2026-11-21T09:10:00+01:30')        // expect: 1795246800
say Time.parse('2026-11-21T09:10:00.25Z')          // expect: 1795252200.25
say Time.parse('1969-12-31T23:59:59Z')             // expect: -1
say Time.iso(-1)                                   // expect: 1969-12-31T23:59:59Z
let ok = true
for (0..400) -> i { let t = i * 86_400 * 31 - 5_000_000_000 + i; ok = false if Time.parse(Time.iso(t)) != t }
say ok                                             // expect: true
for ['', 'x', '2026-13-01', '2026-02-29', '2026-11-21T25:00:00Z', '2026-11-21T09:10:00Zx', '2026-1-1'] -> s {
    try { say Time.parse(s) } catch ParseError { print 'no' }
}
say ''                                             // expect: nonononononono
