// What is seen again after a send is copied, and stays as it was.
let big = (1..3000).map {|i| [i, "text {i}"] }
let me = Ma.self
fn get { receive { when x { x } } after 60 { 'nothing' } }
fn run(f) { (ma f(me)) <- big; get() == big }

say run({|to| receive { when x { to <- x; if x.len != 3000 { die 'gone' } } } })        // expect: true
say get_last({|to| receive { when x { to <- x; x.push(1); to <- x.len } } })            // expect: 3001
say get_last({|to| receive { when x { let y = x; to <- x; to <- y.len } } })            // expect: 3000
say get_last({|to| receive { when [first, *rest] { to <- rest; to <- first } } })       // expect: [1, 'text 1']
say get_last({|to| let kept = []; receive { when x { kept.push(x); to <- x; to <- kept[0].len } } })   // expect: 3000
say get_last({|to| receive { when x { let f = { x.len }; to <- x; to <- f() } } })      // expect: 3000
say get_last({|to| receive { when x { defer { to <- x.len }; to <- x } } })             // expect: 3000
say get_last({|to| receive { when x { try { to <- x; die 'after' } catch e { to <- x.len } } } })      // expect: 3000
say get_last({|to| receive { when x { try { to <- x; die 'after' } catch e { to <- e.message } } } })  // expect: after
say get_last({|to| receive { when x { to <- x } }; GC.collect; to <- Ma.info(Ma.self, 'memory') < 100000 })  // expect: true

fn get_last(f) {
    (ma f(me)) <- big
    get()
    get()
}

// Messages that are put aside, in a loop.
fn swap(to) {
    let before = nil
    loop (let n = 0; n < 4; n++) {
        receive { when x { if before != nil { to <- before }; before = x } }
    }
    to <- before
}
let s = ma swap(me)
for ^4 -> i { s <- [i, big] }
say (^4).map { receive { when [i, x] { i + x.len } } }   // expect: [3000, 3001, 3002, 3003]

// An operator that keeps its operand.
class Keep {
    field n :ro = 0
    let kept = []
    meth infix:<+>(o) { kept.push(self); n + o }
    state meth first { kept[0].n }
}
fn adds(to) { receive { when [p, x] { let q = p + 1; to <- [p, x]; GC.collect; to <- [q, Keep.first] } } }
(ma adds(me)) <- [Keep.new(n => 7), big]
say get()[1] == big   // expect: true
say get()             // expect: [8, 7]
