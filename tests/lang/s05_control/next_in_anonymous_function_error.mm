// An anonymous function is a function: next cannot leave it (R7).
for [1] -> x {
    [2].each {|y| next if y == 2 }
}
// expect error: :3:19: error: 'next' outside a loop
// expect status: 2
