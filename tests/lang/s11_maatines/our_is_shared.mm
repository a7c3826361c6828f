// our variables that are not const are shared from the start (R3).
our table = {}
let ps = ma for ^5 -> i { table{i} = i * i }
for ps -> p { p.join }
say table.len, ' ', table{4}    // expect: 5 16
