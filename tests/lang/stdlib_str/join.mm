// sep.join(xs*) joins its arguments.
say ', '.join('a', 'b', 'c'), ' ', '-'.join([1, 2]*)   // expect: a, b, c 1-2
say '-'.join('x')                                      // expect: x
