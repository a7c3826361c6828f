// A lower-case name matches anything and binds it in the arm.
given [1, 2] { when x { say x } }   // expect: [1, 2]
let x = 'outer'
given 5 { when x { say x } }        // expect: 5
say x                               // expect: outer
