// Strings are equal when their code points are; no normalisation happens.
say "\u{e9}" == "e\u{301}"        // expect: false
say 'K' == "\u{212A}"             // expect: false
