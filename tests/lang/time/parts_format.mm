// Time.parts takes a moment apart in UTC; Time.format is strftime.
let p = Time.parts(1e9)
say p                 // expect: {year => 2001, month => 9, day => 9, hour => 1, minute => 46, second => 40, fraction => 0, weekday => 7, yearday => 252}
say Time.format(1e9, '%d.%m.%Y %H:%M')      // expect: 09.09.2001 01:46
say Time.format(0, '').dump                 // expect: ''
try { Time.iso('x') } catch TypeError { say 'a Num' }          // expect: a Num
try { Time.iso(1e15) } catch ArgumentError { say 'too far' }   // expect: too far
