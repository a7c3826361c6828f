// append and prepend add the elements of arrays.
let a = [3]
a.append([4, 5])
a.prepend([1, 2])
say a       // expect: [1, 2, 3, 4, 5]
