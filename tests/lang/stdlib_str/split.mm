// split by a Str or a Regex keeps empty pieces.
say 'a,b,,c'.split(','), ' ', ',a,'.split(',')        // expect: ['a', 'b', '', 'c'] ['', 'a', '']
say 'a1b22c'.split(/\d+/), ' ', 'abc'.split('')       // expect: ['a', 'b', 'c'] ['a', 'b', 'c']
say 'abc'.split('x'), ' ', 'a--b'.split('--')         // expect: ['abc'] ['a', 'b']
say 'a, b;c'.split(/[,;]\s*/)                         // expect: ['a', 'b', 'c']
