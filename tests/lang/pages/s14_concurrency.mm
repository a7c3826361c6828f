// The page's examples of structured concurrency and channels.
fn fetch(what) { "<{what}>" }
fn fetch_all {
    concurrent {                                    // leaves only when all that was spawned in it has ended
        let a = spawn fetch('a')                    // inside, a is a Work; after the block it is the result
        let b = spawn fetch('b')
    }
    [a, b]
}
say fetch_all()                                     // expect: ['<a>', '<b>']
say concurrent timeout(50.seconds) { spawn fetch(1);  spawn fetch(2) }           // expect: ['<1>', '<2>']
try { concurrent timeout(20.ms) { spawn { sleep 60 } } } catch TimeoutError { say 'timeout' }       // expect: timeout

let ch = Chan.new(buffer => 10)                     // 0: rendezvous (default); Inf: unbounded
let nums = Chan.new(Num, buffer => 10)              // sending another type raises TypeError
try { nums <- 'x' } catch TypeError { say 'only numbers' }           // expect: only numbers
ch <- 1                                             // waits while full
let v = <-ch                                        // waits while empty; nil once closed and drained
say v, ' ', ch.try_send(5), ' ', ch.len, ' ', ch.try_recv, ' ', ch.try_recv      // expect: 1 true 1 [true, 5] [false, nil]
ma { for ^3 -> i { ch <- i };  ch.close }
for ch -> job { print job }                         // until closed
say ' ', ch.is_closed, ' ', <-ch                    // expect: 012 true nil

let results = Chan.new(buffer => 1)
let jobs = Chan.new(buffer => 1)
let next_job = 'job 1'
results <- ['ok', 7]
let got = []
for ^2 {
    got.push(select {
        when ['ok', v] = <-results { "result {v}" } // receives; the value must match the pattern
        when jobs <- next_job      { 'sent' }       // sends
        after 5.seconds            { 'nothing' }
    })
}
got.push(select {
    when ['ok', v] = <-results { v }
    when jobs <- next_job      { 'sent again' }
    default                    { 'not ready' }      // nothing ready: do not wait
})
say got.sort, ' ', <-jobs                           // expect: ['not ready', 'result 7', 'sent'] job 1
say [1, 2, 3].pmap({|x| x * x }), ' ', (1..10).preduce(0, {|a, b| a + b })       // expect: [1, 4, 9] 55
say (abide Work.does { 1 }, Work.done(2))           // expect: [1, 2]
say blocking { 3 }                                  // expect: 3
