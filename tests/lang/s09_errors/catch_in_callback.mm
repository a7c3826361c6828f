// An error may be caught inside a callback; the outer call goes on.
say [1, 0, 2].map {|x| try { 10.div(x) } catch ZeroDivisionError { 'none' } }    // expect: [10, 'none', 5]
