// A guard decides too; messages that fail it stay.
let me = Ma.self
for [1, 5, 2, 7] -> n { me <- n }
say receive { when n if n > 3 { n } }   // expect: 5
say receive { when n { n } }            // expect: 1
