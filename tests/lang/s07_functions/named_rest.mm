// **o takes named arguments as a Map.
fn opts(url, **o) { o<timeout> \\ 5 }
say opts('x', timeout => 1), ' ', opts('x')   // expect: 1 5
fn all(**o) { o }
say all(b => 1, a => 2)                        // expect: {b => 1, a => 2}
say all()                                      // expect: {}
