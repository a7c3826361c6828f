// Regex.new(source, flags) makes a Regex from a Str; a bad one is a ParseError (R86).
let r = Regex.new('^a+$', 'i')
say 'AAA' =~ r, ' ', r, ' ', 'b' =~ r               // expect: true /^a+$/i false
try { Regex.new('(') } catch ParseError { say 'bad' }   // expect: bad
say Regex.new('b').match('abc')                      // expect: ['b']
