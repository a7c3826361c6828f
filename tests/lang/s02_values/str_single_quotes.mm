// '...' knows only \\ and \'.
say 'a\nb'          // expect: a\nb
say 'it\'s'         // expect: it's
say 'back\\slash'   // expect: back\slash
say '{1 + 1}'       // expect: {1 + 1}
say '\x41'.len      // expect: 4
