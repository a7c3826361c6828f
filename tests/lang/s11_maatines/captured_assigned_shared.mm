// A variable assigned in a ma body becomes shared.
let x = 20
let ps = ma for ^10 { x = x + 1 }
for ps -> p { Ma.monitor(p); receive { when ['DOWN', _, (p), _] { } } }
say x                           // expect: 30
