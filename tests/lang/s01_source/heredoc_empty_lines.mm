// Empty lines inside a heredoc stay, and do not count as indentation.
let s = <<~END
    a

    b
    END
say s.lines // expect: ['a', '', 'b']
