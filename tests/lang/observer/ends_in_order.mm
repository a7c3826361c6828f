// Ends with and without text, one after the other on several schedulers: the table has them in the order in which they came.
// flags: --schedulers 4
use Observer

fn with_code(n) { exit_ma(n) }
fn with_text(n) { die n.str }
fn last_word(n) { if n % 3 == 0 { with_text(n) } else { with_code(n) } }
fn end_of(n) {
    let (_, r) = Ma.spawn(last_word, args => [n], monitor => true, quiet => true)*
    receive { when ['DOWN', (r), _, _] { nil } }
}
fn ends_on_another(me, n) {
    end_of(n)
    me <- 'done'
}

let me = Ma.self
for (1..200) -> i {
    if i % 2 == 0 {
        end_of(i)
    } else {
        ma ends_on_another(me, i)
        receive { when 'done' { nil } }
    }
}
let got = Observer.tombstones.map {|x| x<reason> }
let want = (1..200).map {|i| if i % 3 == 0 { "Error: {i}" } else { i.str } }
say got.len, ' ', got == want   // expect: 200 true
