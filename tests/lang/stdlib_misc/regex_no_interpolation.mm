// Literals do not interpolate: /a{2}/ is a quantifier (R86).
say 'aa' =~ /^a{2}$/, ' ', 'a' =~ /^a{2}$/          // expect: true false
let n = 3
say 'aaa' =~ Regex.new("^a\{{n}\}$")                // expect: true
