// Bit operations on anything but integers raise TypeError (R30).
try { 1.5 & 1 } catch TypeError { say 'and' }      // expect: and
try { 1 | 'a' } catch TypeError { say 'or' }       // expect: or
try { 1 << 0.5 } catch TypeError { say 'shift' }   // expect: shift
try { ~1.5 } catch TypeError { say 'not' }         // expect: not
