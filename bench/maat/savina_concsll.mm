// W workers insert into (one in ten), look into and ask the size of (one in a hundred) a sorted linked list that one maatine keeps.
use Bu (Random, timed, report)

class Link {
    field value :ro
    field rest :rw
}

class List {
    field head = Link.new(value => -1, rest => nil)
    field size :ro = 0
    field sum :ro = 0

    meth insert(v) {
        let at = head
        while at.rest && at.rest.value < v { at = at.rest }
        at.rest = Link.new(value => v, rest => at.rest)
        size++
        sum += v
    }

    meth has(v) {
        let at = head.rest
        while at && at.value < v { at = at.rest }
        at && at.value == v ? true : false
    }
}

fn keep {
    let list = List.new
    let asked = 0
    loop {
        receive {
            when ['size', from] { asked++; from <- ['answer', list.size] }
            when ['write', from, v] { list.insert(v); from <- ['answer', nil] }
            when ['has', from, v] { from <- ['answer', list.has(v)] }
            when ['end', from] { from <- ['end', list.size, asked, list.sum]; return nil }
        }
    }
}

fn work(i, m, list, to) {
    let random = Random.new(seed => i + m + 11)
    for ^m {
        let k = random.below(100)
        if k < 1 {
            list <- ['size', Ma.self]
        } elsif k < 11 {
            list <- ['write', Ma.self, random.next]
        } else {
            list <- ['has', Ma.self, random.next]
        }
        receive { when ['answer', _] { } }
    }
    to <- 'done'
}

const known = {'20 400' => [834, 10, 28_423_150], '4 50' => [24, 0, 929_625]}
let w = ARGV[0].num
let m = ARGV[1].num
let (secs, got) = timed({
    let me = Ma.self
    let list = ma keep()
    for ^w -> i { ma work(i, m, list, me) }
    for ^w { receive { when 'done' { } } }
    list <- ['end', me]
    receive { when ['end', size, asked, sum] { [size, asked, sum] } }
})*
report('savina_concsll', secs, w * m, got == known{"{w} {m}"})
