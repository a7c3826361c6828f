// ParseError with line and column.
use Json (parse)
for ['', '[1,', '[1 2]', '{"a" 1}', '{a:1}', "[1,\n  tru]", '01', '1.', '"\x"', '"abc', '[1]]', '{"a":1,}', '[1,]', '-', '1e', "\"a\nb\"",
     '"\ud800"', '"\u12"', "[\"é\", x]", '.5', '+1', 'NaN', '{"a":1 "b":2}', ']'] -> t {
    try { say parse(t) } catch ParseError -> e { say e.message }
}
// expect: JSON, line 1, column 1: the text ends too early
// expect: JSON, line 1, column 4: the text ends too early
// expect: JSON, line 1, column 4: ',' or ']' is expected
// expect: JSON, line 1, column 6: ':' is expected
// expect: JSON, line 1, column 2: a key in double quotes is expected
// expect: JSON, line 2, column 3: a value is expected
// expect: JSON, line 1, column 1: a number begins with 0
// expect: JSON, line 1, column 2: digits are expected behind the point
// expect: JSON, line 1, column 2: unknown escape
// expect: JSON, line 1, column 1: a string without end
// expect: JSON, line 1, column 4: more text behind the value
// expect: JSON, line 1, column 8: a key in double quotes is expected
// expect: JSON, line 1, column 4: a value is expected
// expect: JSON, line 1, column 1: a value is expected
// expect: JSON, line 1, column 2: digits are expected in the exponent
// expect: JSON, line 1, column 3: a control character in a string
// expect: JSON, line 1, column 2: bad \u escape
// expect: JSON, line 1, column 2: bad \u escape
// expect: JSON, line 1, column 7: a value is expected
// expect: JSON, line 1, column 1: a value is expected
// expect: JSON, line 1, column 1: a value is expected
// expect: JSON, line 1, column 1: a value is expected
// expect: JSON, line 1, column 8: ',' or '}' is expected
// expect: JSON, line 1, column 1: a value is expected
try { parse(5) } catch TypeError -> e { say e.message }            // expect: the text must be Str or Bytes, not Num
try { parse(b"\"\xff\"") } catch ParseError -> e { say e.message } // expect: JSON: invalid UTF-8 at byte 1
say parse(b"[1]")                                                  // expect: [1]
