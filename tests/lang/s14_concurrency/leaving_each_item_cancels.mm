// A break or return out of a loop over an instance unwinds its each_item like an error (R94): a block that is open there cancels its
// tasks, which would else be waited for without end.
class Feed {
    meth each_item(f) {
        let values = Chan.new
        try {
            concurrent {
                spawn {
                    try { for 1..Inf -> i { values <- i } }
                    catch Cancelled -> e { say 'cancelled'; die e }
                }
                for values -> v { f(v) }
            }
        } finally { say 'finally' }
    }
}
for Feed.new -> v { say v; break if v == 3 }
fn first { for Feed.new -> v { return v } }
say first()
OUTER: for ^2 -> i { for Feed.new -> v { say i, v; next OUTER } }
// expect: 1
// expect: 2
// expect: 3
// expect: cancelled
// expect: finally
// expect: cancelled
// expect: finally
// expect: 1
// expect: 01
// expect: cancelled
// expect: finally
// expect: 11
// expect: cancelled
// expect: finally
