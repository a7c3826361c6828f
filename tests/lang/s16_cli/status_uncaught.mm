// Exit status 1 for an uncaught error.
die TypeError.new(message => 'status one')
// expect error: TypeError: status one
// expect status: 1
