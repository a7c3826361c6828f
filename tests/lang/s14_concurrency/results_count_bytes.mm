// What tasks give is counted for who gets it: as moved where it is handed over, as copied where a Work can be asked again.
fn rows(n) { (^n).map {|i| (^40).map {|k| i + k } } }
let me = Ma.self
fn both { [Ma.info(me, 'bytes_copied'), Ma.info(me, 'bytes_moved')] }
fn counted(f) {
    let (copied, moved) = both()*
    f()
    let (copied2, moved2) = both()*
    [copied2 - copied, moved2 - moved]
}
let made = counted({ [200, 300].pmap {|n| rows(n) } })
say made[1] > 500 * 320, ' ', made[0] < 10_000

let w = Work.does { rows(200) }
w.result
let asked = counted({ w.result })
say asked[0] > 200 * 320, ' ', asked[1]
let nothing = counted({ Work.does { 'short' }.result })
say nothing[1]

// A task's own share of both can be seen while it runs: it is as small as what it was started with.
let own = Work.does { rows(300).len; [Ma.info(Ma.self, 'bytes_copied'), Ma.info(Ma.self, 'bytes_moved')] }.result
say own
// expect: true true
// expect: true 0
// expect: 0
// expect: [0, 0]
