// Tail calls do not grow the stack.
fn count(n) { n == 0 ? 'done' : count(n - 1) }
say count(200000)                              // expect: done
fn even(n) { if n == 0 { true } else { odd(n - 1) } }
fn odd(n) { if n == 0 { return false }; return even(n - 1) }
say even(100001)                               // expect: false
fn pick(n) { given n { when 0 { 'end' } default { pick(n - 1) } } }
say pick(100000)                               // expect: end
