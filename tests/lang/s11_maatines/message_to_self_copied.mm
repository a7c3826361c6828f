// A message to oneself is a copy too.
let xs = [1]
Ma.self <- xs
xs.push(2)
receive { when v { say v } }    // expect: [1]
