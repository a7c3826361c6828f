// Anonymous functions may refer to a variable that holds them, once it is assigned.
let fact = nil
fact = {|n| n < 2 ? 1 : n * fact(n - 1) }
say fact(5)  // expect: 120
