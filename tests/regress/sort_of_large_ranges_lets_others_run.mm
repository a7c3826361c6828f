// flags: --schedulers 1
// The Array of what a large Range or Set holds, which is what is sorted, was made in one go.
fn turns_of(work) {
    let me = Ma.self
    ma {
        me <- 'begin'
        let x = work()
        me <- 'end'
        me <- ['result', x]
    }
    receive { when 'begin' { } }
    let turns = 0
    let over = false
    until over {
        Ma.yield
        turns++
        over = receive { when 'end' { true } after 0 { false } }
    }
    [turns, (receive { when ['result', r] { r } })]
}
fn ends(xs) { [xs.len, xs.head, xs.tail] }
let array :im = (1..1_000_000).array
let all :im = (1..60_000).set
let few :im = (1..60_000).array
let (a, x) = (turns_of({ ends(array.sort) })*)
let (b, y) = (turns_of({ ends((1..1_000_000).sort) })*)
let z = ends(few.sort)
let w = ends(all.sort)
say x == y, ' ', z == w, ' ', b > a + 15     // expect: true true true
say (1..100_000).sort({|p, q| q <=> p }).head, ' ', (1..^1).sort, ' ', set(3, 1, 2).sort    // expect: 100000 [] [1, 2, 3]
