// --schedulers sets how many threads run maatines.
// flags: --schedulers 2
let me = Ma.self
let ps = ma for ^20 -> i { me <- i }
say (^20).map({ receive { when n { n } } }).sum     // expect: 190
