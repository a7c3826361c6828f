// .say .print .str .dump .clone of any value.
5.say                          // expect: 5
'a'.print; [1].print; nil.say  // expect: a[1]nil
say 5.str + 'x', ' ', 'a'.dump, ' ', nil.str     // expect: 5x 'a' nil
