// Whether what takes long takes turns with others, on one scheduler.

// Where slices are short nearly everything takes turns, and long: less is looked at then, some of it at once.
let ticks = ma { let n = 0; loop { receive { when ['count', p] { p <- n; n = 0 } after 0 { n++ } } Ma.yield } }
fn count { ticks <- ['count', Ma.self]; receive { when Num -> n { n } } }
count()
for ^3000 -> i { i * i }
export let short = count() > 20
Ma.exit(ticks, 'kill')

// Does it in another maatine; whether this one had turns meanwhile, and what comes out.
export fn aside(work) {
    let me = Ma.self
    ma {
        me <- 'begin'
        let x = work()
        me <- 'end'
        GC.collect
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
    [turns > 3 || short, (receive { when ['result', r] { r } })]
}
