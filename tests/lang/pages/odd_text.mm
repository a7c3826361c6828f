// Text: methods at their edges, indexes, operators between types.
say 'hello'[1..3], ' ', 'hello'[-3..-1], ' ', 'hello'[1..^3], ' ', 'hello'[0], ' ', 'hello'[-1], ' ', 'hello'[99]
say 'a,b,,c'.split(','), ' ', 'a1b22c'.split(/\d+/), ' ', ''.split(','), ' ', 'abc'.split('')
say 'Hello'.uc, ' ', 'Hello'.lc, ' ', 'hello world'.wordcase, ' ', 'hELLO'.ucfirst, ' ', 'HELLO'.lcfirst
say '  x '.trim, '|', "a\n".chomp, '|', 'abc'.chop, '|', 'abc'.rev, '|', 'abc'.ord
say '12'.num, ' ', '1.5e3'.num, ' ', 'x'.num, ' ', ''.num, ' ', ' 12 '.num, ' ', '0xff'.num, ' ', '1_000'.num
say 'abcabc'.index('c'), ' ', 'abcabc'.rindex('c'), ' ', 'abc'.index('z'), ' ', 'abc'.has('b'), ' ', 'abc'.starts('ab'), ' ', 'abc'.ends('bc')
say 'abc'.substr(1, 1), ' ', 'abc'.substr(1), ' ', 'abcdef'.slice(1, 3), ' ', 'abc'.first(2), ' ', 'abc'.last(2)
say 'aXbX'.sub(/X/, '-'), ' ', 'aXbX'.gsub(/X/, '-'), ' ', 'abc'.gsub(/[ac]/, {|m| m.uc }), ' ', 'a.b'.gsub('.', '-')
say 'a1b2'.match(/([a-z])(\d)/), ' ', 'zz'.match(/\d/), ' ', 'a1b2'.gmatch(/\d/)
say 'abc'.insert('X', 1), ' ', 'ab'.pad(5), '|', 'ab'.lpad(5), '|', 'a'.cmp('b'), ' ', '12'.is_digit, ' ', 'ab'.is_alpha, ' ', ' '.is_space
say 'äöü'.len, ' ', 'äöü'.bytes.len, ' ', 'äöü'.uc, ' ', "\u{1F600}".len, ' ', 'straße'.uc, ' ', 'ÀB'.fc
say 'ab' * 3, ' ', 'ab' * 0, ' ', 'a' + 'b', ' ', 'a' < 'b', ' ', 'a' < 'B'
say ', '.join('a', 'b'), ' ', 'a b  c'.words, ' ', "a\nb\n".lines, ' ', 'abc'.chars
try { say 'a' + 1 } catch e { say e.^name }
try { say 'a' < 1 } catch e { say e.^name }
try { say 'a' * -1 } catch e { say e.^name }
say 'a' == 1, ' ', 'abc' in 'xabcx', ' ', 'z' !in 'abc'

// expect: ell llo el h o nil
// expect: ['a', 'b', '', 'c'] ['a', 'b', 'c'] [''] ['a', 'b', 'c']
// expect: HELLO hello Hello World HELLO hELLO
// expect: x|a|ab|cba|97
// expect: 12 1500 nil nil 12 255 1000
// expect: 2 5 nil true true true
// expect: b bc bcd ab bc
// expect: a-bX a-b- AbC a-b
// expect: ['a1', 'a', '1'] nil ['1', '2']
// expect: aXbc ab   |   ab|-1 true true true
// expect: 3 6 ÄÖÜ 1 STRASSE àb
// expect: ababab  ab true false
// expect: a, b ['a', 'b', 'c'] ['a', 'b'] ['a', 'b', 'c']
// expect: TypeError
// expect: TypeError
// expect: 
// expect: false true true
