// x / 0 is Inf, -Inf or NaN; .div(0) and % 0 raise ZeroDivisionError.
say 1 / 0, ' ', -1 / 0, ' ', 0 / 0   // expect: Inf -Inf NaN
say 1.5 / 0                          // expect: Inf
say 2 ** 100 / 0                     // expect: Inf
try { 1.div(0) } catch ZeroDivisionError { say 'div' }   // expect: div
try { 1 % 0 } catch ZeroDivisionError { say 'mod' }      // expect: mod
try { (2 ** 90).div(0) } catch ZeroDivisionError { say 'big div' } // expect: big div
try { (2 ** 90) % 0 } catch ZeroDivisionError { say 'big mod' }    // expect: big mod
