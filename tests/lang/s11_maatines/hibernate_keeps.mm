// What a hibernating maatine has stays as it is: values old and young, weak references, finalizers, tuning; it can do so again and
// again, with nothing and with much.
class Box { field name :ro; field to :ro; meth final { to <- ['final', name] } }
let console = Ma.self

fn churn(n) { let xs = (^n).map {|i| "text {i}" }; xs.len }
fn live(console) {
    let kept = (^100).map {|i| [i, "v{i}"] }
    let weak = WeakRef.new(kept[5])
    let box = Box.new(name => 'kept', to => console)
    Ma.hibernate
    churn(3000)
    Ma.hibernate
    Ma.hibernate
    console <- ['live', kept.map {|p| p[0] }.sum, kept[99][1], weak.get == [5, 'v5'], box.name]
    receive { when 'end' { nil } }
}
fn nothing(console) {
    Ma.hibernate
    for ^3 { churn(2000); Ma.hibernate }
    GC.tune(pause => 150)
    Ma.hibernate
    console <- ['nothing', churn(10)]
    receive { when 'end' { nil } }
}
let a = ma live(console)
say receive { when ['live', *rest] { rest } } after 30 { 'late' }      // expect: [4950, 'v99', true, 'kept']
let b = ma nothing(console)
say receive { when ['nothing', *rest] { rest } } after 30 { 'late' }   // expect: [10]
a <- 'end'
say receive { when ['final', name] { name } } after 30 { 'late' }      // expect: kept
b <- 'end'
b.join
// many at once, asked while they sleep
let all = (^300).map {|i| ma {
    churn(50)
    Ma.hibernate
    receive { when ['ask', from] { from <- ["i", i] } }
} }
for all -> p { Ma.info(p) }
for all -> p { p <- ['ask', Ma.self] }
let sum = 0
for ^300 { receive { when ["i", i] { sum += i } } }
say sum                                                                // expect: 44850
