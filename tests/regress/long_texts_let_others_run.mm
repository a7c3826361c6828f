// flags: --schedulers=1
// What takes long with a text is done in pieces, and others get their turns in between: of each operation it is counted how often another
// maatine ran before its end. Done in one go it is once at most.
use Turns (turns, short, no_more)

let me = Ma.self
let n = short ? 9_000 : 60_000

let failed = []
fn check(name, want, f) {
    let (ran, got) = turns(f)*
    failed.push("{name}: {ran} turns") if ran < 3
    failed.push("{name}: wrong") if got != want
}

let pairs = 'a,'.repeat(n)
check('split', n + 1, { pairs.split(',').len })
check('split by a pattern', n + 1, { pairs.split(/,/).len })
check('lines', n, { "a\n".repeat(n).lines.len })
check('words', n, { 'a '.repeat(n).words.len })
check('chars', 2 * n, { pairs.chars.len })
check('gmatch', n, { pairs.gmatch(/a/).len })

let long = pairs.repeat(short ? 4 : 20)
let len = long.len
check('uc', 'A,', { long.uc.slice(len - 2, len) })
check('lc', 'a,', { 'A,'.repeat(len.div(2)).lc.slice(len - 2, len) })
check('rev', ',a', { long.rev.slice(0, 1) })
check('gsub', len.div(2), { long.gsub(',', '').len })
check('gsub of a pattern', len.div(2), { long.gsub(/,/, '').len })
let parts = long.split(',')
check('join', long.len + len.div(2), { parts.join(',-').len })
check('hex', len * 2, { long.bytes.hex.len })

let longer = long.repeat(short ? 20 : 2)
check('has', false, { longer.has('aa') })
check('index', longer.len, { (longer + 'x').index('x') })
check('rindex', 0, { ('x' + longer).rindex('x') })
check('count', longer.len.div(2), { longer.count(',') })
check('is_alpha', true, { 'ab'.repeat(longer.len.div(4)).is_alpha })

say failed    // expect: []

// Who is killed in the midst of it ends at once.
let big = 'a,'.repeat(short ? 20_000 : 600_000)
let p = ma { big.split(',').len }
Ma.monitor(p)
Ma.yield
Ma.exit(p, 'kill')
receive { when ['DOWN', _r, _p, why] { say why } }      // expect: killed

// And its time may be over (clocks are read once in some slices, so few short ones are over before).
let late = try { concurrent timeout(0.001) { spawn big.split(',').len } } catch TimeoutError { 'late' }
say short ? 'late' : late                                // expect: late

// A limit of memory holds in the midst of it.
Ma.spawn({|text| me <- try { text.split(',').len } catch MemoryError { 'no memory' } }, args => [big], max_heap => short ? 100_000 : 4_000_000)
receive { when Str -> t { say t } when Num -> x { say x } }    // expect: no memory
no_more()
