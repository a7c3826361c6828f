// exit ends the program at once from anywhere: a task, a finally; what was said comes out before; other maatines' finally does not run.
ma { try { sleep 10 } finally { say 'never' } }
concurrent {
    spawn {
        try { print 'said before' }
        finally { exit 7 }
    }
    sleep 10
}
say 'never'
// expect: said before
// expect status: 7
