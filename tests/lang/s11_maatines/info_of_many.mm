// Ma.info of maatines that wait looks without waking them; of those that messages come to meanwhile nothing is lost.
fn counts(n) {
    let sum = 0
    for ^n { receive { when ['add', k] { sum = sum + k } } }
    receive { when ['sum', to] { to <- sum } }
}
let n = 300
let all = (^n).map {|i| Ma.spawn(counts, args => [20], label => "counts {i}", name => "counter {i}") }
let senders = (^2).map {|s| ma { for ^10 { for all -> p { p <- ['add', 1 + s] } } } }
let wrong = []
for ^10 {
    for all -> p {
        let i = Ma.info(p)
        wrong.push(i) unless i<id> == p.id && i<label> == "counts {i<name>.split(' ')[1]}" && i.len == 20 && i<function> == 'counts'
    }
}
for senders -> s { s.join }
let me = Ma.self
for all -> p { p <- ['sum', me] }
say (^n).map {|_i| receive { when k if k isa Num { k } } }.uniq    // expect: [30]
say wrong                                                          // expect: []
// What is asked behind a signal sees it.
let p = Ma.spawn({|| receive { when 'stop' { } } }, label => 'late')
sleep 0.001 until Ma.info(p, 'state') == 'waiting'
Ma.suspend(p)
say Ma.info(p, 'state'), ' ', Ma.info(p)<state>                    // expect: suspended suspended
Ma.resume(p)
say Ma.info(p)<state>, ' ', Ma.info(p)<waiting_for>                // expect: waiting a message
let ref = Ma.monitor(p)
Ma.link(p)
say Ma.info(p)<links> == [me], ' ', Ma.info(p)<monitors>, ' ', Ma.info(p, 'nosuch')   // expect: true [] nil
say Ma.info(me)<monitors> == [p]                                   // expect: true
p <- 'stop'
