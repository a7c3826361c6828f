// nil, false, 0 and '' are false; all else is true, empty collections too.
for [nil, false, 0, '', 0.0, -0.0] -> v { print v ? 'T' : 'F' }
say '' // expect: FFFFFF
for [true, 1, -1, 0.1, NaN, Inf, ' ', '0', [], {}, set(), 1..0, /a/] -> v { print v ? 'T' : 'F' }
say '' // expect: TTTTTTTTTTTTT
