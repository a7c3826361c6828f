// return leaves the innermost function, and an anonymous function is one (R7).
fn f { let xs = [1, 2, 3].map {|x| return x * 10 }; xs }
say f()      // expect: [10, 20, 30]
