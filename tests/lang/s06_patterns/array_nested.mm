// Array patterns nest.
given ['a', [1, [2, 3]], {k => 'v'}] {
    when ['a', [x, [y, z]], {k => v}] { say x, y, z, v }  // expect: 123v
}
