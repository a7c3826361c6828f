// A closure made in an arm keeps what the arm bound.
let fs = []
for [[1], [2]] -> v { given v { when [n] { fs.push({|| n * 10 }) } } }
say fs.map {|f| f() } // expect: [10, 20]
