// Comment signs inside a string are text.
say 'a // b'     // expect: a // b
say "x /* y */"  // expect: x /* y */
