// A line that begins with .name continues the statement before it.
let xs = [3, 1, 2]
    .sort
    .map {|x| x * 10 }
    .rev
say xs // expect: [30, 20, 10]
let n = nil
let r = n
    !.len
say r // expect: nil
