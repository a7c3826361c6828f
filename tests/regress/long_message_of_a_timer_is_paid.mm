// The message of a timer that was copied in pieces was paid back when it was taken: its sender ran on for as long again without a turn of others.
// flags: --schedulers=1
our turns = 0
let other = ma { loop { turns = turns + 1; Ma.yield } }
let big = (^1_000_000).array
let timer = Ma.send_after(1000, Ma.self, [1, big])
let before = turns
for ^30_000 -> i { i * i }
say turns > before      // expect: true
say Ma.cancel_timer(timer)                      // expect: true
Ma.exit(other, 'kill')
