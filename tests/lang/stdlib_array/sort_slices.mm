// flags: --schedulers 1
// A long sort takes its turns with others, whatever it sorts.

fn rnd(x) { x * 16807 % 2147483647 }

fn values(n, f) {
    let x = 7
    (^n).map {|_i| x = rnd(x); f(x) }
}

// Sorts in another maatine; whether this one had turns between begin and end, and what comes out.
fn sort_aside(xs, sort, check) {
    let me = Ma.self
    ma {
        me <- 'begin'
        let sorted = sort(xs)
        me <- 'end'
        GC.collect
        me <- ['result', check(sorted)]
    }
    receive { when 'begin' { } }
    let turns = 0
    let over = false
    until over {
        Ma.yield
        turns++
        over = receive { when 'end' { true } after 0 { false } }
    }
    [turns > 2, (receive { when ['result', r] { r } })]
}

fn ascending(xs) { (1..^xs.len).all {|i| xs[i - 1] <= xs[i] } }

fn sorts(f) { sort_aside(values(60_000, f), {|xs| xs.sort }, {|s| [ascending(s), s.len] }) }

say sorts({|x| x }).dump
say sorts({|x| x / 3 }).dump
say sorts({|x| "key {x}" }).dump
say sorts({|x| "the same for all of them {x % 50}" }).dump
// expect: [true, [true, 60000]]
// expect: [true, [true, 60000]]
// expect: [true, [true, 60000]]
// expect: [true, [true, 60000]]

let people = values(40_000, {|x| {id => x} })
say sort_aside(people, {|xs| xs.sort_by {|p| -p<id> } }, {|by| (1..^by.len).all {|i| by[i - 1]<id> >= by[i]<id> } }).dump
// expect: [true, true]

// One that is ended in the midst of it leaves nothing behind.
let p = ma { values(200_000, {|x| x }).sort }
Ma.yield
Ma.exit(p, 'kill')
say p.join                      // expect: killed
