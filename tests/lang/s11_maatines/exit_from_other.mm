// exit in another maatine ends the whole program.
ma { say 'other'; exit 5 }
receive { when 'never' { 1 } }
// expect: other
// expect status: 5
