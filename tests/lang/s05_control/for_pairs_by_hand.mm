// An array of pairs is taken apart by hand (R29).
for [[1, 'a'], [2, 'b']] -> p {
    let (n, s) = (p*)
    print n, s, ' '
}
say '|' // expect: 1a 2b |
