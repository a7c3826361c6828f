// Leaving the block by return, break or next waits for the tasks (R18).
our log = []
fn f { concurrent { spawn { sleep 0.03; log.push('task') }; return 'returned' } }
say f(), ' ', log                          // expect: returned ['task']
