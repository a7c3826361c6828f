// Exit status 3 when all maatines wait.
receive { when 'never' { 1 } }
// expect error: all maatines are waiting
// expect status: 3
