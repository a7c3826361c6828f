// A file may end without a newline.
say 'last' // expect: last