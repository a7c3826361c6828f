// fn {|a, b| ...} and {|a, b| ...} are the same (D).
let add = fn {|a, b| a + b}
let add2 = {|a, b| a + b}
say add(1, 2), add2(1, 2)          // expect: 33
let none = fn { 'none' }
say none()                         // expect: none
