// A stack that has become large consists of pages of its own: it grows, is given back, grows again, meets its limit, and
// holds what it did.
// flags: --max-heap 48M
fn down(n, xs) { n == 0 ? xs.len : down(n - 1, xs) + (n % 7 == 0 ? [n, xs].len - 1 : 1) }
for ^3 { say down(60_000, ['x']) }                  // expect: 60001
// expect: 60001
// expect: 60001
fn forever(n) { 1 + forever(n + 1) }
for ^2 { try { forever(0) } catch StackError -> e { say e.^name } }   // expect: StackError
// expect: StackError
let ps = ma for ^4 -> i { [down(20_000 + i, []), (try { forever(0) } catch e { e.^name })] }
for ps -> p { say p.join }
// expect: normal
// expect: normal
// expect: normal
// expect: normal
say down(100_000, [])                               // expect: 100000
