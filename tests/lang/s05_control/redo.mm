// redo runs the body again without taking the next element.
let tries = 0
for [1, 2] -> x {
    tries++
    redo if tries == 1
    print x, ':', tries, ' '
}
say '|' // expect: 1:2 2:3 |
