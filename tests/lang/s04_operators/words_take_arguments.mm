// Built-in words take arguments without parentheses, as far as possible (R24).
say 1 + 2, ' ', 3            // expect: 3 3
say (1..4).sum               // expect: 10
say(5).str
// expect: 5
let r = nil
r \\ say('none')             // expect: none
say 'x' if true              // expect: x
true and say 'and'           // expect: and
false or say 'or'            // expect: or
