// How often another maatine runs while something is done, on one scheduler.
let ticks = ma {
    let n = 0
    loop {
        receive {
            when ['count', from] { from <- n; n = 0 }
            after 0 { nil }
        }
        n++
        Ma.yield
    }
}
fn count { ticks <- ['count', Ma.self]; receive { when Num -> n { n } } }

// Where slices are short few turns are no sign, and less is enough to see many.
count()
for ^3000 -> i { i * i }
export let short = count() > 20

// What f gives, and how often the other one ran before its end. Of what is done in one go that is once at most.
export fn turns(f) {
    count()
    let got = f()
    [count(), got]
}
// The program can end.
export fn no_more { Ma.exit(ticks, 'kill') }
