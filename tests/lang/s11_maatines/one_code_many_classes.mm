// Maatines on all cores run the same code on instances of different classes: their caches are shared, their results are not.
class A { field v :rw = 1
    meth weigh(k) { v * k } }
class B { field pad :ro = 0
    field v :rw = 2
    meth weigh(k) { v * k * 10 } }
class C { field pad1 :ro = 0
    field pad2 :ro = 0
    field v :rw = 3
    meth weigh(k) { v + k } }

fn work(o, n) {
    let sum = 0
    for ^n -> i {
        o.v = o.v + 1
        sum += o.weigh(i % 3) + o.v
        o.v = o.v - 1
    }
    sum
}

let classes = [A, B, C]
let expected = classes.map({|c| work(c.new, 2000) })
say expected
let tasks = []
let right = 0
concurrent {
    for ^12 -> i { tasks.push(spawn { work(classes[i % 3].new, 2000) }) }
    for tasks -> t, u, v {
        right++ if t.result == expected[0] && u.result == expected[1] && v.result == expected[2]
    }
}
say right
// expect: [7998, 65970, 17999]
// expect: 4
