// / begins a regex where an operand is expected, else it divides (R27).
let a = 12
let b = 3
let g = 2
say a / b / g                 // expect: 2
say 'xay' =~ /a/              // expect: true
say ['a', 'b'].grep(/b/)      // expect: ['b']
let re = /x+/i
say re                        // expect: /x+/i
say [/a/, /b/].len            // expect: 2
if 'q' =~ /q/ { say 'q' }     // expect: q
