// union intersect diff subset.
let a = set(1, 2, 3)
let b = set(3, 4)
say a.union(b), ' ', a.intersect(b), ' ', a.diff(b)                  // expect: set(1, 2, 3, 4) set(3) set(1, 2)
say set(1).subset(a), ' ', a.subset(b), ' ', set().subset(a)         // expect: true false true
say a                                                                // expect: set(1, 2, 3)
