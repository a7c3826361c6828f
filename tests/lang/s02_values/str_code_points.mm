// .len and s[i] count code points; .bytes.len counts bytes.
let s = 'aé€😀'
say s.len, ' ', s.bytes.len        // expect: 4 10
say s[0], s[1], s[2], s[3]         // expect: aé€😀
say s[-1], ' ', s[-4]              // expect: 😀 a
say '日本語'.len, ' ', '日本語'[1]   // expect: 3 本
say "e\u{301}".len                 // expect: 2
say '👨‍👩‍👧'.len                       // expect: 5
