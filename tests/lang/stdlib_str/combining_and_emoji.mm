// Combining marks and emoji sequences are code points each.
let s = "e\u{301}"
say s.len, ' ', s == 'é', ' ', s.chars.len           // expect: 2 false 2
say "{s}x".index('x'), ' ', '👍🏽'.len                // expect: 2 2
say '👩‍💻'.bytes.len                                  // expect: 11
