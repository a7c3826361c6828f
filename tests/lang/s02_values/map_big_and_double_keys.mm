// Large integers and doubles are keys by value.
let m = {}
m{2 ** 100} = 'big'
m{0.5} = 'half'
m{2.0 ** 80} = 'double'
say m{2 ** 100}, ' ', m{1 / 2}, ' ', m{2 ** 80}  // expect: big half double
say m.len // expect: 3
