// Fn, Class, Error and handles print by kind (R25).
fn area(w) { w }
class P { }
say area, ' ', P, ' ', Num           // expect: <fn area> P Num
say TypeError.new(message => 'bad')  // expect: TypeError: bad
say Ma.self.str.starts('<Ma ')       // expect: true
say Chan.new.str.starts('<Chan ')    // expect: true
say [area]                           // expect: [<fn area>]
