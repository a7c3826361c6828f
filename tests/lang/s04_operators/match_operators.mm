// =~ is true or false, !~ the opposite.
say 'hello' =~ /l+/, ' ', 'hello' !~ /l+/     // expect: true false
say 'hello' =~ /^e/, ' ', 'hello' !~ /^e/     // expect: false true
try { 5 =~ /5/ } catch TypeError { say 'needs a Str' } // expect: needs a Str
