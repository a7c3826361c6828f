// What a loop over an instance goes on with when its each_item catches an error of the body, or collects while the loop is left, stays.
class Catches { meth each_item(f) { for 1..2 -> i { try { f([i]) } catch e { nil } } } }
class Collects { meth each_item(f) { try { f(1) } finally { GC.collect } } }
fn fails { GC.collect; die 'x' }
fn always_fails { [[1], do { for Catches.new -> i { fails(); return 5 } 2 }] }
say always_fails()                                              // expect: [[1], 2]
fn receiver { let out = []; L: for 1..2 -> z { out.push([z, do { for Catches.new -> i { fails(); break L } 5 }]) } out }
say receiver()                                                  // expect: [[1, 5], [2, 5]]
fn nested { [[1], do { for Catches.new -> i { for Catches.new -> j { fails(); die 'y' } return i } 2 }] }
say nested()                                                    // expect: [1]
fn left { for Collects.new -> i { return [i] } }
say left()                                                      // expect: [1]
fn left_two { for Collects.new -> i { for Collects.new -> j { return [i, j] } } }
say left_two()                                                  // expect: [1, 1]
// What a send clears behind it: the last of what the body reads is not the last of all.
let sink = ma { loop { receive { when 'stop' { break } when x { x.len } } } }
fn stops { die 'x' }
fn sends {
    [[1], do {
        for Catches.new -> i { let a = []; for ^20_000 -> k { a.push([k, "text {k}"]) } sink <- a; stops(); return 5 }
        2
    }]
}
say sends()                                                     // expect: [[1], 2]
sink <- 'stop'
