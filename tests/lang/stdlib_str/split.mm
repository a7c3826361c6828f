// split by a Str or a Regex keeps empty pieces.
say 'a,b,,c'.split(','), ' ', ',a,'.split(',')        // expect: ['a', 'b', '', 'c'] ['', 'a', '']
say 'a1b22c'.split(/\d+/), ' ', 'abc'.split('')       // expect: ['a', 'b', 'c'] ['a', 'b', 'c']
say 'abc'.split('x'), ' ', 'a--b'.split('--')         // expect: ['abc'] ['a', 'b']
say 'a1b2'.split(/(\d)/), ' ', 'a1b'.split(/(\d)|(x)/)   // expect: ['a', '1', 'b', '2', ''] ['a', '1', nil, 'b']
say 'abc'.split(/(x)?/), ' ', 'a-é-b'.split(/(-)/).join('')   // expect: ['a', nil, 'b', nil, 'c'] a-é-b
say 'a, b;c'.split(/[,;]\s*/)                         // expect: ['a', 'b', 'c']
