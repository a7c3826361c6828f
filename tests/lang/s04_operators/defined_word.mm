// defined binds like prefix ! and tests for non-nil (R24).
let x = nil
say defined x, ' ', defined 0          // expect: false true
say defined x == false                 // expect: true
say defined 1 and 'yes'                // expect: true
let m = {a => 1}
say (defined m<b> or 'no')             // expect: no
