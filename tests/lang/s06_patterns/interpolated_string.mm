// An interpolated string is a pattern for an equal value.
let y = 3
say (given 'x3' { when "x{y}" { 'yes' } default { 'no' } })    // expect: yes
say (given 'x4' { when "x{y}" { 'yes' } default { 'no' } })    // expect: no
