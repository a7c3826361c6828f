// next goes on with the next turn, break leaves.
for 1..6 -> i {
    next if i % 2 == 0
    break if i > 4
    print i
}
say ''  // expect: 13
let n = 0
while true { n++; next if n < 3; break }
say n   // expect: 3
