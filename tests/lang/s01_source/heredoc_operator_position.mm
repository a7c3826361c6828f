// <<~ is a heredoc in operand position only: elsewhere it is << and ~ (R28).
let k = -2
say 8 <<~k   // expect: 16
