// Channel and value expressions are evaluated once, in order, before the wait (R22).
let log = []
let a = Chan.new
let b = Chan.new(buffer => 1)
fn ch(name, c) { log.push(name); c }
fn val(name, v) { log.push(name); v }
select {
    when x = <-ch('a', a) { say 'a' }
    when ch('b', b) <- val('v', 7) { say 'sent' }      // expect: sent
    after val('t', 5) { say 'late' }
}
say log                                               // expect: ['a', 'b', 'v', 't']
say <-b                                               // expect: 7
