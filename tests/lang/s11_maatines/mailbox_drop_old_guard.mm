// What a guard looks at stays while a flood comes in, however long the guard takes; what was dropped, taken and left adds up.
let me = Ma.self
fn slow(v) { for ^3 { Ma.yield }; [v, v].len == 2 and v[0] % 7 == 0 }
fn round {
    let p = Ma.spawn({||
        let taken = 0
        let last = -1
        let over = false
        while !over {
            receive {
                when 'end' { over = true }
                when v if v isa Array and slow(v) {
                    die "order {last} {v}" if v[0] <= last
                    last = v[0]
                    taken++
                }
            }
        }
        let left = 0
        loop { receive { when x { left++ } after 0 { break } } }
        me <- [taken, left, Ma.info(Ma.self, 'drops')]
    }, mailbox => 3, overflow => 'drop_old')
    for ^200 -> i { p <- [i, 'text']; Ma.yield if i % 5 == 0 }
    Ma.send(p, 'end', urgent => true)
    let (taken, left, drops) = (receive { when [a, b, c] { [a, b, c] } })*
    taken + left + drops == 200 ? nil : [taken, left, drops]
}
say (^30).map({ round() }).grep({ _ !== nil })           // expect: []
