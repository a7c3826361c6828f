// Names differ by case.
let abc = 1
let aBC = 2
say abc, aBC // expect: 12
