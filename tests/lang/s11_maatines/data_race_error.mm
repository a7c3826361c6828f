// A spawn body that assigns a variable of the enclosing function is a compile error at the variable (R26, R35).
let total = 0
let list = []
concurrent {
    spawn { total = 1 }
    spawn { list.push(1) }
    spawn { list[0] = 1 }
}
// expect error: :5:13: error: data race: 'total'
// expect error: :6:13: error: data race: 'list'
// expect error: :7:13: error: data race: 'list'
// expect error: shared let
// expect status: 2
