// The escapes of "...".
say "a\tb"                   // expect: a	b
say "1\n2"                   // expect: 1
// expect: 2
say "\\ \" \' \{ \}"         // expect: \ " ' { }
say "\x41\u{42}\u{1F600}"    // expect: AB😀
say "\0".len, "\r".ord, ' ', "\e".ord   // expect: 113 27
say "\u{e9}" == 'é'          // expect: true
