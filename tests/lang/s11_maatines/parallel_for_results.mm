// parallel for splits the work; results in order.
// skip: parallel for is not supported yet
let r = parallel for [3, 1, 2] -> x { x * 10 }
say r          // expect: [30, 10, 20]
