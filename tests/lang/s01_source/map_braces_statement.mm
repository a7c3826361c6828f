// In statement position { key => begins a Map, {| a function, else a block (R20).
fn point(x, y) { {x => x, y => y} }
fn adder(n) { {|x| x + n} }
fn strkey { {'a b' => 1} }
fn numkey { {3 => 'three'} }
say point(1, 2)   // expect: {x => 1, y => 2}
say adder(3)(4)   // expect: 7
say strkey()      // expect: {'a b' => 1}
say numkey()      // expect: {3 => 'three'}
{ say 'block' }   // expect: block
