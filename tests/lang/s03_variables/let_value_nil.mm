// let, declarations and loops have the value nil (R43).
fn a { let x = 5 }
fn b { for [1] { 2 } }
fn c { let i = 0; while i < 2 { i++ } }
fn d { fn inner { 1 } }
say a(), b(), c(), d() // expect: nilnilnilnil
