// '1', 1 and true are different keys.
let m = {'1' => 'str', 1 => 'num', :true => 'bool'}
say m.len, ' ', m{'1'}, ' ', m{1}, ' ', m{true}  // expect: 3 str num bool
say m  // expect: {'1' => 'str', 1 => 'num', :true => 'bool'}
