// A Fn value is called like a function.
let inc = {|x| x + 1}
say inc(1), ' ', inc.call(2)          // expect: 2 3
let m = {f => inc}
say m<f>(5)                           // expect: 6
say [inc][0](6)                       // expect: 7
say ({|a, b| a * b})(3, 4)            // expect: 12
