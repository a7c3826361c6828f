// W workers read and write (one in ten) a dictionary that one maatine keeps, M times each.
use Bu (Random, timed, report)

const entries = 524_287

fn keep(dict, reads, writes) {
    receive {
        when ['write', from, k, v] { dict{k % entries} = v; from <- 'written'; keep(dict, reads, writes + 1) }
        when ['read', from, k] { from <- ['value', dict{k % entries}]; keep(dict, reads + 1, writes) }
        when ['end', from] { from <- ['end', dict.len, reads, writes] }
    }
}

fn dictionary {
    let dict = {}
    for ^entries -> i { dict{i} = i }
    keep(dict, 0, 0)
}

fn work(i, m, dict, to) {
    let random = Random.new(seed => i + m + 10)
    for ^m {
        if random.below(100) < 10 {
            let k = random.next
            dict <- ['write', Ma.self, k, random.next]
            receive { when 'written' { } }
        } else {
            dict <- ['read', Ma.self, random.next]
            receive { when ['value', v] { die 'a missing entry' if v === nil } }
        }
    }
    to <- 'done'
}

const known = {'20 5000' => [90_085, 9_915], '20 10000' => [180_019, 19_981], '4 100' => [359, 41]}
let w = ARGV[0].num
let m = ARGV[1].num
let (secs, got) = timed({
    let me = Ma.self
    let dict = ma dictionary()
    for ^w -> i { ma work(i, m, dict, me) }
    for ^w { receive { when 'done' { } } }
    dict <- ['end', me]
    receive { when ['end', size, reads, writes] { [size, reads, writes] } }
})*
report('savina_concdict', secs, w * m, got == [entries, known{"{w} {m}"}*])
