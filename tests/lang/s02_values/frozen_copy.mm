// x.freeze returns a frozen copy; x itself stays as it was.
let a = [1, [2]]
let f = a.freeze
say f.is_frozen, ' ', a.is_frozen   // expect: true false
a.push(3)
a[1].push(4)
say a                               // expect: [1, [2, 4], 3]
say f                               // expect: [1, [2]]
say f == [1, [2]]                   // expect: true
