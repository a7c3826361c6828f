// JSON: text to values and back.
//
//     use Json (parse, dump)
//     let v = parse('{"name": "ann", "tags": [1, 2.5, null]}')
//     say v<tags>[1]                        // 2.5
//     say dump({ok => true, n => 2 ** 70})  // {"ok":true,"n":1180591620717411303424}
//
// Objects are Maps, null is nil. Integers are exact at any size; numbers with a point or an exponent are doubles.

// The value of a text (Str, or Bytes that hold UTF-8). ParseError, with line and column, for what is not JSON.
export fn parse(text) { Native.json_parse(nil, text) }

// The text of a value: Maps and instances (their readable fields) are objects; Arrays, Sets are arrays. `indent`: blanks for
// each level, 0 for one line. TypeError for what has no form in JSON, ArgumentError for Inf, NaN and a value that holds itself.
export fn dump(value, indent = 0) { Native.json_dump(nil, value, indent) }
