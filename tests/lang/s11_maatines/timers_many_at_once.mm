// Very many timers that end at the same moment: each comes once, and others get their turns meanwhile.
let n = 20_000
let me = Ma.self
let at = Time.mono + 0.2
let ps = ma for ^n { let left = at - Time.mono; sleep left; me <- 'up' }
let turns = 0
let other = ma { loop { turns++; Ma.yield } }
for ^n { receive { when 'up' { } } }
say receive { when 'up' { 'too many' } after 0.05 { 'all' } }      // expect: all
say turns > 100 || turns                                          // expect: true
Ma.exit(other, 'kill')
let timers = (^n).map {|i| Ma.send_after(0.05, me, i) }
let stopped = 0
for ^n -> i { stopped++ if i % 2 == 0 and Ma.cancel_timer(timers[i]) }
let seen = 0
loop { receive { when Num { seen++ } after 0.5 { break } } }
say seen + stopped == n || [seen, stopped]                         // expect: true
