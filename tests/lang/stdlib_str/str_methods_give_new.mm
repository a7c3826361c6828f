// Methods of Str give new strings.
let s = 'abc'
s.uc; s.rev; s.chop
say s     // expect: abc
