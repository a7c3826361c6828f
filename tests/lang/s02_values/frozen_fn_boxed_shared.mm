// The boxed variables of a Fn that is frozen become shared: they can still change (R88).
let n = 0
let f = {|| n = n + 1 }
let held = {go => f}.freeze
held<go>()
held<go>()
say n // expect: 2
