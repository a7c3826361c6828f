// Many hold variables, wait for the ends of others and want each other's variables: every cycle is found, so all of them end, and the
// variables are free again.
// seeds: 3
// timeout: 60
shared let a = 0
shared let b = 0
our begun = 0
our fine = 0
our dead = 0
our ended = 0
fn waits(i, depth) { Work.does({|| job(i, depth + 1) }).result; 1 }
fn job(i, depth) {
    begun += 1
    try {
        given depth < 3 ? i % 4 : 2 {
            when 0 { a = a + waits(i + 1, depth) }
            when 1 { b = b + waits(i + 3, depth) }
            when 2 { a += 1 }
            when 3 { b += 1; concurrent { spawn job(i + 1, depth + 1) } }
        }
        fine += 1
    }
    catch DeadlockError { dead += 1 }
    finally { ended += 1 }
    nil
}
let ws = (^60).map {|i| Work.does({|| job(i, 0) }) }
for ws -> w { w.result }
// Who was refused to wait for a task does not know when that ends.
for ^300 { break if begun == ended; sleep 0.1 }
say begun == ended, ' ', fine > 0, ' ', dead > 0         // expect: true true true
a = 1
b = 2
say a + b                                                     // expect: 3
