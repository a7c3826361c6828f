// A heredoc without its end is reported at its beginning.
let r = <<~END
  text
// expect error: :2:9: error: unterminated heredoc
// expect status: 2
