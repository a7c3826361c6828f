// Storage of arrays and maps that grows to many pages, several at once, while collections of all kinds run: nothing is lost, and what
// is dropped goes.
fn mix(i) { (i * 7919 + 13) % 10007 }

GC.mode('inc')
let arrays = (^4).map({ [] })
let table = {}
let other = {}
for ^40000 -> i {
    arrays[i % 4].push([i])
    table{i} = [mix(i)] if i % 2 == 0
    other{"k{i % 9000}"} = [i]
    if i % 5000 == 4999 {
        arrays[i % 4].shift
        arrays[1] = arrays[1].map { _ } if i > 20000
    }
    GC.collect if i == 23456
}
let sum = 0
for arrays -> a { for a -> x { sum += x[0] } }
let gone = [4999, 9999, 14999, 19999, 24999, 29999, 34999, 39999].len
say arrays.map({ _.len }).sum, ' ', gone                  // expect: 39992 8
say sum                                                  // expect: 799979864
say table.len, ' ', (^20000).all {|k| table{k * 2}[0] == mix(k * 2) }    // expect: 20000 true
say other.len, ' ', other{'k8999'}[0]                    // expect: 9000 35999

// In front, behind, and at the other end.
let q = []
for ^30000 -> i { q.push([i]); q.shift if i % 3 == 2 }
say q.len, ' ', q[0][0], ' ', q.last[0]                  // expect: 20000 10000 29999
for ^20000 { q.shift }
say q.len                                                // expect: 0

// Grown, dropped, and grown again.
for ^5 -> r {
    let tmp = []
    for ^20000 -> i { tmp.push("{r}") }
    say tmp.len if r == 4                                // expect: 20000
}
