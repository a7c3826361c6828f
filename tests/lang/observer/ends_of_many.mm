// Ends without text are noted by each scheduler for itself: the table holds the last 256 of all, each once, and may be read meanwhile.
// flags: --schedulers 4
use Observer

fn last_word(n) { exit_ma(n) }
fn starts(me) {
    for (1..300) -> i {
        let (_, r) = Ma.spawn(last_word, args => [i], monitor => true)*
        receive { when ['DOWN', (r), _, v] { die 'wrong' if v != i } }
    }
    me <- 'done'
}

let me = Ma.self
for (1..4) { ma starts(me) }
let whole = 0
for (1..20) {
    let t = Observer.tombstones
    whole++ if t.len <= 256 && t.all {|x| x<reason>.num >= 1 && x<reason>.num <= 300 }
}
for (1..4) { receive { when 'done' { nil } } }
let t = Observer.tombstones
say whole, ' ', t.len, ' ', t.map {|x| x<id> }.uniq.len   // expect: 20 256 256
let (_, r) = Ma.spawn(last_word, args => ['the last'], monitor => true)*
receive { when ['DOWN', (r), _, _] { nil } }
let now = Observer.tombstones
say now.len, ' ', now.any {|x| x<reason> == "'the last'" }   // expect: 256 true
