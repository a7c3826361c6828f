// A heredoc begins on the next line; the smallest indentation is removed (R28).
let s = <<~END
    one
      two
    three
    END
print s
// expect: one
// expect:   two
// expect: three
say s.len // expect: 16
