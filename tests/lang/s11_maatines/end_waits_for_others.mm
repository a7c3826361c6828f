// The program ends when main has returned and no other maatine is left.
ma { sleep 0.05; say 'other ends' }
say 'main ends'
// expect: main ends
// expect: other ends
