// timeout: 60
// A program that only builds is paced so, and one that drops what it builds as before; what it holds is the same.
fn grow(list, n) { for ^n -> i { list.push([list.len, 'x']) } }
let list = []
for ^3000 {      // seldom more than 200 are needed
    grow(list, 2000)
    break if GC.info<pace> == 'inc'
}
say GC.info<pace>                               // expect: inc
say list[5], ' ', list[list.len - 1][0] == list.len - 1       // expect: [5, 'x'] true

list.clear
let old = []
for ^4000 {
    old = []
    grow(old, 2000)
    break if GC.info<pace> == 'gen'
}
say GC.info<pace>                               // expect: gen
say old.len, ' ', old[1999][0]                  // expect: 2000 1999
