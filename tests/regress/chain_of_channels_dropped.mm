// A long chain of channels, each the value that waits in the next one, was freed by recursion on the C stack.
let ch = Chan.new(buffer => 1)
for ^100_000 { let c = Chan.new(buffer => 1); c <- ch; ch = c }
ch = nil
GC.collect
// the same through shared variables and frozen values in between
let mixed = Chan.new(buffer => 1)
for ^20_000 -> i {
    let c = Chan.new(buffer => 1)
    c <- (i % 2 == 0 ? [mixed].freeze : [mixed, {|| mixed }])
    mixed = c
}
mixed = nil
GC.collect
say 'fine'             // expect: fine
