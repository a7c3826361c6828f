// With |...| the counts are checked; {|| } takes none (R8).
let none = {|| 1}
try { none(1) } catch ArgumentError { say 'none takes none' }     // expect: none takes none
let one = {|x| x}
try { one(1, 2) } catch ArgumentError { say 'one takes one' }     // expect: one takes one
