// The prefix operators ! - + ~ ^ and √.
let x = 4
say !x, ' ', -x, ' ', +x, ' ', ~x, ' ', ^x, ' ', √x   // expect: false -4 4 -5 0..^4 2
say !!x, ' ', --x     // expect: true 3
say - -3              // expect: 3
