// How long others wait while one maatine does something large at once: a thing of MB megabytes is frozen, grown, searched, dropped and
// so on, and a maatine with a tick of a millisecond notes how much the program computed between two ticks at most.
//   longstep MB POINT...    the names are those of `points` below; without any, all
// With --schedulers=1 all have one thread to share, so what lies between two ticks is that millisecond and the longest step of anybody.
use Bu (timed, report)
use Proc

// Counts the CPU seconds of the program between two looks, so that other programs do not count.
fn ticker(main) {
    let longest = 0
    let at = Proc.cpu_time
    while true {
        receive {
            when 'start' { longest = 0; at = Proc.cpu_time; main <- 'started' }
            when 'stop' { main <- ['longest', longest.max(Proc.cpu_time - at)]; longest = 0 }   // it may not have run at all
            after 0.001 { nil }
        }
        let now = Proc.cpu_time
        longest = longest.max(now - at)
        at = now
    }
}

let mb = ARGV[0].num
let me = Ma.self
let tick = ma ticker(me)

// Small maps, some 240 bytes each; strings of 100 bytes; a long string.
fn maps { (1..(mb * 4200)).map {|i| {id => i, name => "item-{i}", pos => [i, 2 * i], tags => ['a', 'b']} } }
fn strings { (1..(mb * 7000)).map {|i| "{i}".lpad(100, 'x') } }
fn text { 'lorem ipsum '.repeat(mb * 83000) }
fn numbers { (^(mb * 60000)).map {|i| i * 7919 % 1000003 } }

fn hold(n) {
    let all = []
    for ^n { all.push([all.len]) }
    all
}

fn ends_with(x) { die x }

// A maatine that takes what it is sent and says so, then waits to be killed.
fn taker(main) {
    receive { when x { main <- 'taken'; receive { when 'never' { x } } } }
}

fn pick(x) { receive { when y if y == x { y } } }

let name = 'point'
const table :im = {a => [1, 2, 3]}

// What is timed is given what was made before: [making, doing]. `doing` gives a truth.
let points = {
    none => [{ nil }, {|_| sleep 0.2; true }],
    freeze => [maps, {|x| x.freeze.len == x.len }],
    freeze_strings => [strings, {|x| x.freeze.len == x.len }],
    thaw => [{ maps().freeze }, {|x| x.clone.len == x.len }],
    clone_strings => [strings, {|x| x.clone.len == x.len }],
    clone_text => [text, {|x| [x].clone[0].len == x.len }],
    send_strings => [strings, {|x|
        let p = ma taker(me)
        p <- x
        pick('taken')
        Ma.exit(p, "kill")
        x.len > 0
    }],
    map_int => [{ nil }, {|_|
        let m = {}
        for ^(mb * 25000) -> i { m{i * 7} = i }
        m.len == mb * 25000
    }],
    map_str => [{ nil }, {|_|
        let m = {}
        for ^(mb * 12000) -> i { m{"k{i}"} = i }
        m.len == mb * 12000
    }],
    map_gaps => [{
        let m = {}
        for ^(mb * 20000) -> i { m{i * 7} = i }
        for ^(mb * 20000) -> i { m.del(i * 7) if i % 4 != 0 }
        m
    }, {|m|
        for ^(mb * 20000) -> i { m{-i - 1} = i }
        m.len == mb * 25000
    }],
    set_grow => [{ nil }, {|_|
        let s = Set.new
        for ^(mb * 30000) -> i { s.push(i * 7) }
        s.len == mb * 30000
    }],
    map_copy => [{
        let m = {}
        for ^(mb * 20000) -> i { m{i * 7} = i }
        m
    }, {|m| m.merge({z => 1}).len == m.len + 1 }],
    set_union => [{ (^(mb * 30000)).set }, {|s| s.union([-1]).len == s.len + 1 }],
    tally => [numbers, {|x| x.tally.len > 1000 }],
    uniq => [numbers, {|x| x.uniq.len > 1000 }],
    array_push => [{ nil }, {|_|
        let a = []
        for ^(mb * 60000) -> i { a.push(i) }
        a.len == mb * 60000
    }],
    array_unshift => [numbers, {|a| a.unshift(1); a.insert(5, 7); a[0] == 1 }],
    array_slice => [numbers, {|a| a[1..-1].len == a.len - 1 }],
    array_rev => [numbers, {|a| a.rev.len == a.len }],
    array_equal => [{ [maps(), maps()] }, {|x| x[0] == x[1] }],
    sort => [numbers, {|a| a.sort.len == a.len }],
    sort_strings => [strings, {|a| a.sort.len == a.len }],
    sum => [numbers, {|a| a.sum > 0 }],
    has => [numbers, {|a| !a.has(-1) }],
    array_add => [numbers, {|a| (a + a).len == 2 * a.len }],
    array_flat => [{ numbers().chunks(3) }, {|a| a.flat.len > a.len }],
    array_zip => [numbers, {|a| a.zip(a).len == a.len }],
    array_cmp => [{ [maps().map({|m| m{'pos'} }), maps().map({|m| m{'pos'} })] }, {|x| (x[0] <=> x[1]) == 0 }],
    group_by => [numbers, {|a| a.group_by({|x| x % 100 }).len == 100 }],
    min => [numbers, {|a| a.min == 0 }],
    hash_of_pairs => [numbers, {|a| a.hash.len > 1000 }],
    map_keys => [{ numbers().hash }, {|m| m.keys.len == m.values.len && m.pairs.len == m.len }],
    set_ops => [{ [numbers().set, numbers().map({|x| x * 2 }).set] }, {|x| x[0].intersect(x[1]).len + x[0].diff(x[1]).len == x[0].len }],
    join => [strings, {|x| x.join(',').len > x.len }],
    dump => [maps, {|x| x.dump.len > x.len }],
    concat => [text, {|t| (t + 'x').len == t.len + 1 }],
    slice => [text, {|t| t[1..-2].len == t.len - 2 }],
    slice_wide => [{ 'ä' + text() }, {|t| t[t.len.div(2)..-2].len > 0 }],
    len_wide => [{ 'ä' + text() }, {|t| (t + 'ö').len == t.len + 1 }],
    hash => [text, {|t|
        let m = {}
        m{t + 'y'} = 1
        m.has(t + 'y')
    }],
    equal => [{ [text() + 'a', text() + 'a'] }, {|x| x[0] == x[1] }],
    index => [text, {|t| t.index('loremx') == nil && !t.has('never') }],
    count => [text, {|t| t.count('or') > 0 }],
    uc => [text, {|t| t.uc.len == t.len }],
    text_rev => [text, {|t| t.rev.len == t.len }],
    repeat => [{ nil }, {|_| text().len > 0 }],
    split => [text, {|t| t.split(' ').len > 1000 }],
    lines => [{ "a line of text\n".repeat(mb * 70000) }, {|t| t.lines.len == mb * 70000 }],
    chars => [{ 'x'.repeat(mb * 200000) }, {|t| t.chars.len == t.len }],
    words => [text, {|t| t.words.len > 1000 }],
    is_alpha => [{ 'lorem'.repeat(mb * 200000) }, {|t| t.is_alpha }],
    rindex => [text, {|t| t.rindex('loremx') == nil }],
    split_regex => [text, {|t| t.split(/ /).len > 1000 }],
    gmatch => [text, {|t| t.gmatch(/or/).len > 1000 }],
    words_of_case => [text, {|t| t.wordcase.len == t.len }],
    sub => [text, {|t| t.sub('never', 'x').len == t.len }],
    compare => [{ [text() + 'a', text() + 'b'] }, {|x| x[0] < x[1] }],
    gsub => [text, {|t| t.gsub('or', 'X').len < t.len }],
    regex => [text, {|t| t.match(/never[0-9]/) == nil }],
    gsub_regex => [text, {|t| t.gsub(/i[pq]/, 'X').len < t.len }],
    trim => [{ ' '.repeat(mb * 1000000) }, {|t| t.trim.len == 0 }],
    bytes_index => [{ text().bytes }, {|b| b.index(0) == nil && b.concat(b).len == 2 * b.len }],
    bytes_array => [{ text().bytes }, {|b| b.array.len == b.len }],
    bytes => [text, {|t| t.bytes.str.len == t.len }],
    hex => [text, {|t| t.bytes.hex.len == 2 * t.len }],
    num => [{ '7'.repeat(mb * 2000) }, {|t| t.num > 0 }],
    exit => [maps, {|x|
        let p = ma { receive { when y { die y } } }
        Ma.monitor(p)
        p <- x
        receive { when Map -> _m { true } when Array -> _a { true } when _other { true } }
    }],
    exit_built => [{ nil }, {|_|
        let p = ma { ends_with(maps()) }
        Ma.monitor(p)
        receive { when _other { true } }
    }],
    task_error => [{ nil }, {|_|
        let w = Work.does({ die maps() })
        let got = try { w.result; false } catch _ { true }
        got
    }],
    discard => [maps, {|x|
        let p = ma { sleep 1000 }
        p <- x
        Ma.exit(p, "kill")
        sleep 0.05
        true
    }],
    discard_mixed => [maps, {|x|
        let y = [(0 ..^ 100).map {|i| x[i] }, x, text().bytes]
        let p = ma { sleep 1000 }
        p <- y
        Ma.exit(p, "kill")
        sleep 0.05
        true
    }],
    mailbox => [{
        let p = ma { sleep 1000 }
        for ^(mb * 10000) -> i { p <- ['message', i, 'text'] }
        p
    }, {|p|
        Ma.exit(p, "kill")
        sleep 0.05
        true
    }],
    mailbox_end => [{
        let p = ma { receive { when 'go' { nil } } }
        for ^(mb * 10000) -> i { p <- [i] }
        p
    }, {|p|
        p <- 'go'
        sleep 0.3
        true
    }],
    drop => [{ [strings(), maps()] }, {|x| x.clear; GC.collect; true }],
    collect => [maps, {|_x| GC.collect; true }],
    deep => [{ nil }, {|_|
        let down = nil
        down = {|n| n == 0 ? 0 : 1 + down(n - 1) }
        down(mb * 10000) == mb * 10000
    }],
    equal_deep => [{ [maps().freeze, maps()] }, {|x| x[0] == x[1] }],
    big => [{ nil }, {|_| (3 ** (mb * 20000)).str.len > 1000 }],
    closures => [{ (^(mb * 10000)).map {|i| let j = i; {|k| k + j } } }, {|x| x.len > 0 && x.clone.len == x.len }],
    spawn => [{ nil }, {|_|
        let ps = (^(mb * 300)).map { ma { receive { when 'go' { nil } } } }
        for ps -> p { p <- 'go' }
        true
    }],
    kill_owned => [{
        ma {
            concurrent {
                for ^(mb * 300) { ma { sleep 1000 } }
            }
        }
    }, {|p|
        sleep 0.2
        Ma.exit(p, "kill")
        sleep 0.1
        true
    }],
}

fn late(make, act) {
    let x = make()
    GC.collect
    sleep 0.05
    tick <- 'start'
    receive { when 'started' { nil } }
    let (secs, ok) = timed({ act(x) })*
    tick <- 'stop'
    let longest = receive { when ['longest', y] { y } }
    [secs, ok, longest]
}

let asked = ARGV.skip(1)
for points.keys -> point {
    next if asked.len > 0 && !asked.has(point)
    let (secs, ok, longest) = late(points{point}*)*
    report("longstep_{point}", secs, 1, ok, {mb => mb, step_ms => sprintf('%.3f', longest * 1000)})
}
Ma.exit(tick, "kill")
