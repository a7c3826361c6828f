// A message of which little more than small slices of long strings is left is taken apart; each slice is listed once.
fn large(i) { "{i} " + "abcdefghijklmnopqrstuvwxyz " * 400 }
let p = ma {
    let kept = []
    receive {
        when ['data', slices, _rest, from] {
            kept = slices
            from <- 'taken'
        }
    }
    for 1..6 { GC.collect }
    receive { when ['sum', from] { from <- kept.map {|s| s.len }.sum } }
}
let slices = (1..40).map {|i| large(i).slice(1000, 1099) }
let rest = (1..4000).map {|i| [i, i + 1] }
p <- ['data', slices, rest, Ma.self]
say rest.len                        // expect: 4000
receive { when 'taken' { } }
p <- ['sum', Ma.self]
say receive { when n { n } }        // expect: 4000
