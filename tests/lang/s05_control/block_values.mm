// if, unless, with, given, try and do are expressions.
let n = 5
let a = if n > 3 { 'big' } else { 'small' }
let b = unless n > 3 { 'small' } else { 'big' }
let c = with nil { _ } else { 'none' }
let d = given n { when 1..9 { 'digit' } }
let e = try { die 'x' } catch e { 'caught' }
say a, b, c, d, e   // expect: bigbignonedigitcaught
say (if false { 1 }) // expect: nil
