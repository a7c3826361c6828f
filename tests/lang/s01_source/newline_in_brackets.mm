// A newline does not end a statement inside [ ].
let a = [
    1,
    2
    ,
    3
    + 4
]
say a // expect: [1, 2, 7]
say a[
    0
] // expect: 1
