// The first error is raised, of the body or of a task, the others are in its .suppressed; what was cancelled is not.
// flags: --sched-seed 7
fn show(f) { try { f() } catch e { say e.message, ' ', e.suppressed.map {|x| x.message } } }
show({|| concurrent { spawn { die 'task' }; sleep 0.1; die 'body' } })                          // expect: task ['body']
show({|| concurrent { spawn { sleep 100; die 'task' }; sleep 0.01; die 'body' } })              // expect: body []
show({|| concurrent { spawn { try { sleep 100 } finally { die 'cleanup' } }; sleep 0.01; die 'body' } })   // expect: body []
show({|| concurrent {
    spawn { sleep 0.05; die 'first' }
    spawn { try { sleep 100 } catch e { die 'second' } }
    spawn { sleep 100 }
} })                                                                                            // expect: first ['second']
