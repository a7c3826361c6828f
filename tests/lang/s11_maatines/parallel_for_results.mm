// parallel for splits the work; results in order.
let r = parallel for [3, 1, 2] -> x { x * 10 }
say r          // expect: [30, 10, 20]
