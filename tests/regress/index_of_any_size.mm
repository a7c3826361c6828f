// An integer of any size is an index: behind the end there is nothing, before the start it is an IndexError. A whole
// double is the integer, as an index and as a byte.
fn t(f) { try { say f() } catch e { say e.^name } }
let far = 2 ** 64
t({ [1][far] })                                     // expect: nil
t({ 'abc'[far] })                                   // expect: nil
t({ b"abc"[far] })                                  // expect: nil
t({ [1][-far] })                                    // expect: IndexError
t({ 'abc'[-far] })                                  // expect: IndexError
t({ b"abc"[-far] })                                 // expect: IndexError
t({ let b = Bytes.new(1); b[far] = 1 })             // expect: IndexError
t({ 'abc'[1e300] })                                 // expect: TypeError
t({ 'abc'[1.0] })                                   // expect: b
t({ let b = Bytes.new(2); b[1.0] = 65.0; b })       // expect: b"\x00A"
t({ Bytes.new([65.0, 66]) })                        // expect: b"AB"
t({ Bytes.new([0.5]) })                             // expect: TypeError
t({ Bytes.new([256]) })                             // expect: TypeError
