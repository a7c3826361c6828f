// Small things that programs do all the time, N times each: `micro.mm WHAT N`.
use Bu (timed, report)

class Circle { field r = 1
    meth area { 3 * r } }
class Square { field side = 2
    meth area { side * side } }
class Flat { meth area { 0 } }
class Oblong { field w = 2
    field h = 3
    meth area { w * h } }
class Point { field x :ro = 0
    field y :ro = 0
    field z :ro = 0 }

fn of_word(w) {
    given w {
        when 'alpha' { 1 }
        when 'beta' { 2 }
        when 'gamma' { 3 }
        when 'delta' { 4 }
        when 'epsilon' { 5 }
        when 'zeta' { 6 }
        when 'eta' { 7 }
        when 'theta' { 8 }
        when 'iota' { 9 }
        when 'kappa' { 10 }
        when 'lambda' { 11 }
        when 'mu' { 12 }
        when 'nu' { 13 }
        when 'xi' { 14 }
        when 'omicron' { 15 }
        when 'pi' { 16 }
        when 'rho' { 17 }
        when 'sigma' { 18 }
        when 'tau' { 19 }
        when 'upsilon' { 20 }
    }
}

fn of_number(n) {
    given n {
        when 0 { 1 }
        when 1 { 2 }
        when 2 { 3 }
        when 3 { 4 }
        when 4 { 5 }
        when 5 { 6 }
        when 6 { 7 }
        when 7 { 8 }
        when 8 { 9 }
        when 9 { 10 }
        when 10 { 11 }
        when 11 { 12 }
        when 12 { 13 }
        when 13 { 14 }
        when 14 { 15 }
        when 15 { 16 }
        when 16 { 17 }
        when 17 { 18 }
        when 18 { 19 }
        when 19 { 20 }
    }
}

fn of_message(m) {
    given m {
        when ['alpha', x] { x + 1 }
        when ['beta', x] { x + 2 }
        when ['gamma', x] { x + 3 }
        when ['delta', x] { x + 4 }
        when ['epsilon', x] { x + 5 }
        when ['zeta', x] { x + 6 }
        when ['eta', x] { x + 7 }
        when ['theta', x] { x + 8 }
        when ['iota', x] { x + 9 }
        when ['kappa', x] { x + 10 }
        when ['lambda', x] { x + 11 }
        when ['mu', x] { x + 12 }
        when ['nu', x] { x + 13 }
        when ['xi', x] { x + 14 }
        when ['omicron', x] { x + 15 }
        when ['pi', x] { x + 16 }
        when ['rho', x] { x + 17 }
        when ['sigma', x] { x + 18 }
        when ['tau', x] { x + 19 }
        when ['upsilon', x] { x + 20 }
    }
}

const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota', 'kappa', 'lambda', 'mu', 'nu',
    'xi', 'omicron', 'pi', 'rho', 'sigma', 'tau', 'upsilon']

// Each adds up numbers: twenty a turn.
fn sum_of(n, list, f) {
    let sum = 0
    for ^n.div(20) { for list -> x { sum += f(x) } }
    sum
}

const programs = {
    given_str => {|n| sum_of(n, words, of_word) == n.div(20) * 210 },
    given_int => {|n| sum_of(n, 0..19, of_number) == n.div(20) * 210 },
    given_tag => {|n| sum_of(n, words.map({|w| [w, 0] }), of_message) == n.div(20) * 210 },
    mixed => {|n|
        let shapes = [Circle.new, Square.new, Flat.new, Oblong.new]
        let sum = 0
        for ^n.div(4) { for shapes -> s { sum += s.area } }
        sum == n.div(4) * 13
    },
    new_named => {|n|
        let sum = 0
        for ^n -> i { sum += Point.new(x => i, z => 1).z }
        sum == n
    },
    each => {|n|
        let list = (^1000).array
        let sum = 0
        for ^n.div(1000) { list.each {|x| sum += x } }
        sum == n.div(1000) * 499500
    },
    map => {|n|
        let list = (^1000).array
        let sum = 0
        for ^n.div(1000) { sum += list.map({|x| x + 1 })[999] }
        sum == n
    },
    closure => {|n|
        let sum = 0
        for ^n -> i {
            let f = {|x| x + i }
            sum += f(-i + 1)
        }
        sum == n
    },
    array_get => {|n|
        let list = (^1000).array
        let sum = 0
        for ^n.div(1000) { for ^1000 -> i { sum += list[i] } }
        sum == n.div(1000) * 499500
    },
    map_get => {|n|
        let counts = {}
        for words -> w { counts{w} = 1 }
        sum_of(n, words, {|w| counts{w} }) == n
    },
    map_num => {|n|
        let counts = {}
        for ^1000 -> i { counts{i} = i }
        let sum = 0
        for ^n.div(1000) { for ^1000 -> i { sum += counts{i} } }
        sum == n.div(1000) * 499500
    },
    map_count => {|n|
        let counts = {}
        for words -> w { counts{w} = 0 }
        for ^n.div(20) { for words -> w { counts{w} += 1 } }
        counts{'tau'} == n.div(20)
    },
}

let what = ARGV[0]
let n = ARGV[1].num
let (secs, ok) = timed({ programs{what}(n) })*
report("micro_{what}", secs, n, ok)
