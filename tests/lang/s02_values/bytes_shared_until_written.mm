// Bytes of a string, and slices of frozen Bytes, are independent of what they were made of.
let s = 'abc' * 100
let b = s.bytes
let c = s.bytes
b[0] = 90
say b.slice(0, 2).str, ' ', c.slice(0, 2).str, ' ', s.slice(0, 2)      // expect: Zbc abc abc
let f = b.freeze
let x = f.slice(0, 199)
let y = f.slice(0, 199)
let z = x.slice(10, 150)
say x.is_frozen, ' ', f.is_frozen                   // expect: false true
x[1] = 89
say x.slice(0, 2).str, y.slice(0, 2).str, f.slice(0, 2).str            // expect: ZYcZbcZbc
x.fill(65)
say x.str == 'A' * 200, ' ', z.str == 'bc' + 'abc' * 46 + 'a'          // expect: true true
say f.str == 'Z' + s.slice(1, 299)                  // expect: true
// In messages too.
let p = ma {
    receive { when ['call', from, b] { b[0] = 48; reply(from, b) } }
}
let back = Ma.call(p, y)
say back.slice(0, 2).str, y.slice(0, 2).str         // expect: 0bcZbc
say back == y, ' ', back.len                        // expect: false 200
// Text of frozen Bytes.
let t = f.str
say t.len, ' ', t.slice(0, 3)                       // expect: 300 Zbca
say (f.slice(290, 299).str + t.slice(1, 100)).len   // expect: 110
try { f[0] = 1 } catch FrozenError -> e { say e.message }              // expect: Bytes is frozen
