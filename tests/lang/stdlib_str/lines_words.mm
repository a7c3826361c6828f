// lines and words.
say "a\nb\nc".lines, ' ', "a\n".lines, ' ', "a\n\nb".lines   // expect: ['a', 'b', 'c'] ['a'] ['a', '', 'b']
say '  two  words '.words, ' ', ''.words                     // expect: ['two', 'words'] []
