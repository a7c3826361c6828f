// + between a Str and another type is a TypeError, either way round.
try { 'a' + 1 } catch TypeError { say 'str + num' }    // expect: str + num
try { 1 + 'a' } catch TypeError { say 'num + str' }    // expect: num + str
try { 'a' + nil } catch TypeError { say 'str + nil' }  // expect: str + nil
try { 'a' - 'b' } catch TypeError { say 'minus' }      // expect: minus
try { nil + 1 } catch TypeError { say 'nil + num' }    // expect: nil + num
