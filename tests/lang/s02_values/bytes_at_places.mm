// Bytes among other kinds at one place that reads or writes elements.
fn get(o, i) { try { o[i] } catch e { e.message } }
fn set(o, i, v) { try { o[i] = v
        o[i] } catch e { e.message } }
let short = Bytes.new([1, 2, 255])
let long = Bytes.new(1000)
let kinds = [short, long, [10, 20, 30], {0 => 'zero', 2 => 'two'}, short.freeze, Bytes.new(0)]
for ^2 { for [0, 2, 3, -1, -4, 1000, 1.0, 0.5] -> i { say kinds.map({|o| get(o, i) }) } }
// expect: [1, 0, 10, 'zero', 1, nil]
// expect: [255, 0, 30, 'two', 255, nil]
// expect: [nil, 0, nil, nil, nil, nil]
// expect: [255, 0, 30, nil, 255, 'index -1 out of range']
// expect: ['index -4 out of range', 0, 'index -4 out of range', nil, 'index -4 out of range', 'index -4 out of range']
// expect: [nil, nil, nil, nil, nil, nil]
// expect: [2, 0, 20, nil, 2, nil]
// expect: ['a Bytes index must be an integer, not Num', 'a Bytes index must be an integer, not Num', 'an Array index must be an integer, not Num', nil, 'a Bytes index must be an integer, not Num', 'a Bytes index must be an integer, not Num']
// expect: [1, 0, 10, 'zero', 1, nil]
// expect: [255, 0, 30, 'two', 255, nil]
// expect: [nil, 0, nil, nil, nil, nil]
// expect: [255, 0, 30, nil, 255, 'index -1 out of range']
// expect: ['index -4 out of range', 0, 'index -4 out of range', nil, 'index -4 out of range', 'index -4 out of range']
// expect: [nil, nil, nil, nil, nil, nil]
// expect: [2, 0, 20, nil, 2, nil]
// expect: ['a Bytes index must be an integer, not Num', 'a Bytes index must be an integer, not Num', 'an Array index must be an integer, not Num', nil, 'a Bytes index must be an integer, not Num', 'a Bytes index must be an integer, not Num']
say kinds.map({|o| set(o, 1, 7) })
// expect: [7, 7, 7, 7, 'Bytes is frozen', 'index 1 out of range']
say kinds.map({|o| set(o, 2, 256 + 5) })
// expect: [5, 5, 261, 261, 'Bytes is frozen', 'index 2 out of range']
say kinds.map({|o| set(o, 0, -1) })
// expect: [255, 255, -1, -1, 'Bytes is frozen', 'index 0 out of range']
say kinds.map({|o| set(o, 1, 'text') })
// expect: ['a byte must be an integer, not Str', 'a byte must be an integer, not Str', 'text', 'text', 'Bytes is frozen', 'index 1 out of range']
say kinds.map({|o| set(o, 1, 2.5) })
// expect: ['a byte must be an integer, not Num', 'a byte must be an integer, not Num', 2.5, 2.5, 'Bytes is frozen', 'index 1 out of range']
say kinds.map({|o| set(o, 3, 1) })
// expect: ['index 3 out of range', 1, 1, 1, 'Bytes is frozen', 'index 3 out of range']
// What shares a buffer until it is written.
let text = 'abc' * 100
let a = Bytes.new(text)
let b = Bytes.new(text)
say set(a, 0, 65), ' ', get(b, 0), ' ', text[0], ' ', set(b, 299, 66), ' ', get(a, 299), ' ', set(a, 0, 67), ' ', get(b, 0)
// expect: 65 97 a 66 99 67 97
