// times calls the function with 0, 1, ...
let out = []
4.times {|i| out.push(i) }
0.times { out.push('never') }
say out      // expect: [0, 1, 2, 3]
