// What a maatine wrote before it sent a message comes before what the receiver writes after (R42).
let me = Ma.self
for ^20 -> i {
    ma { print i, ' '; me <- 'written' }
    receive { when 'written' { print '/ ' } }
}
say '|'
// expect: 0 / 1 / 2 / 3 / 4 / 5 / 6 / 7 / 8 / 9 / 10 / 11 / 12 / 13 / 14 / 15 / 16 / 17 / 18 / 19 / |
