// Exit status 2 for a compile error; nothing runs.
say 'no'
say (
// expect error: error:
// expect status: 2
