// Takeuchi's function on the lengths of linked lists.
use Bu (repeated)

class Element {
    field value :ro
    field rest :rw = nil
}

fn make(n) {
    return nil if n == 0
    Element.new(value => n, rest => make(n - 1))
}

fn length(e) {
    let n = 0
    while e { n++; e = e.rest }
    n
}

fn is_shorter(x, y) {
    while y {
        return true unless x
        x = x.rest
        y = y.rest
    }
    false
}

fn tail(x, y, z) {
    if is_shorter(y, x) {
        tail(tail(x.rest, y, z), tail(y.rest, z, x), tail(z.rest, x, y))
    } else {
        z
    }
}

repeated('awfy_list', ARGV[0].num, 10, { length(tail(make(15), make(10), make(6))) })
