// Control characters are escaped, those above U+007F too.
say "\u{85}".dump, ' ', "a\u{9f}é\u{80}".dump, ' ', "\u{a0}é".dump == "'\u{a0}é'"       // expect: "\u{85}" "a\u{9f}é\u{80}" true
say "a\x7fb\0".dump, ' ', {"\u{85}" => 1}            // expect: "a\x7fb\x00" {"\u{85}" => 1}
