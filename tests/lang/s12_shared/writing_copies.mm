// Writing copies the value in.
let mine = [1]
shared let xs = mine
mine.push(2)
say xs                           // expect: [1]
xs = mine
mine.push(3)
say xs                           // expect: [1, 2]
