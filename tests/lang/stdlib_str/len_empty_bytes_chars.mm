// len is_empty bytes chars.
say 'abc'.len, ' ', ''.len, ' ', ''.is_empty, ' ', 'a'.is_empty   // expect: 3 0 true false
say 'aé'.chars, ' ', ''.chars, ' ', 'aé'.bytes.len                // expect: ['a', 'é'] [] 3
