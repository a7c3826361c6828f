// and, or and not as words continue a statement after them.
let r = []
true and
    r.push(1)
say r      // expect: [1]
