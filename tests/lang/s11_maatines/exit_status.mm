// exit n ends the program at once with that status.
ma { sleep 5 }
say 'leaving'     // expect: leaving
exit 7
say 'never'
// expect status: 7
