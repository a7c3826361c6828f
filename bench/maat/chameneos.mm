// C creatures (blue, red and yellow in turn) meet in pairs at a broker, M meetings; both get the complement of their colours.
use Bu (timed, report)

fn complement(a, b) {
    return a if a == b
    given [a, b] {
        when ['blue', 'red'] { 'yellow' }
        when ['red', 'blue'] { 'yellow' }
        when ['blue', 'yellow'] { 'red' }
        when ['yellow', 'blue'] { 'red' }
        when ['red', 'yellow'] { 'blue' }
        when ['yellow', 'red'] { 'blue' }
    }
}

fn creature(broker, id, colour, n, same) {
    broker <- ['meet', Ma.self, id, colour]
    receive {
        when ['met', (id), other] { creature(broker, id, other, n + 1, same + 1) }
        when ['met', _, other] { creature(broker, id, other, n + 1, same) }
        when ['stop', from] { from <- ['count', n, same] }
    }
}

fn meetings(m) {
    return nil if m == 0
    receive {
        when ['meet', p1, i1, c1] {
            receive {
                when ['meet', p2, i2, c2] {
                    let both = complement(c1, c2)
                    p1 <- ['met', i2, both]
                    p2 <- ['met', i1, both]
                    meetings(m - 1)
                }
            }
        }
    }
}

// Everybody who still asks is told to stop, and reports.
fn stop(left, total, same) {
    return [total, same] if left == 0
    receive {
        when ['meet', p, _, _] {
            p <- ['stop', Ma.self]
            receive { when ['count', n, s] { stop(left - 1, total + n, same + s) } }
        }
    }
}

let c = ARGV[0].num
let m = ARGV[1].num
let (secs, sums) = timed({
    let me = Ma.self
    for 1..c -> i {
        let colour = ['yellow', 'blue', 'red'][i % 3]
        ma creature(me, i, colour, 0, 0)
    }
    meetings(m)
    stop(c, 0, 0)
})*
report("chameneos_{c}", secs, m, sums == [2 * m, 0], {total => sums[0]})
