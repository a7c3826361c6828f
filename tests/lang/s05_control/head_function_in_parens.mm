// Within ( ) a function may stand in a head, and {| always opens one (R5).
let xs = [1, 5]
if xs.any({ _ > 3 }) { say 'any' }         // expect: any
if xs.all {|x| x > 0 } { say 'all' }       // expect: all
for xs.map {|x| x * 2 } -> y { print y, ' ' }
say '|'                                    // expect: 2 10 |
