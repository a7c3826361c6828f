// <<~END and <<~"END" interpolate, <<~'END' does not (R28).
let n = 3
print <<~END
  a {n + 1}\tb
  END
// expect: a 4	b
print <<~"END"
  c "{n}"
  END
// expect: c "3"
print <<~'END'
  d {n} \t "q" 'r'
  END
// expect: d {n} \t "q" 'r'
