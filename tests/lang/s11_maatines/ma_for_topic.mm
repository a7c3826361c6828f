// ma for without a name sets _ in each body.
let me = Ma.self
ma for [1, 2, 3] { me <- _ * 10 }
say (^3).map({ receive { when n { n } } }).sort    // expect: [10, 20, 30]
