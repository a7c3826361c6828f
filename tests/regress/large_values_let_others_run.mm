// flags: --schedulers 1
// Comparing large values and making text of them takes turns with others.

fn maps(n) { (^n).map {|i| {id => i, name => "item-{i}", pos => [i, nil, 2.5], few => [i, i + 1].set} } }

// Does it in another maatine; whether this one had turns meanwhile, and what comes out.
fn aside(work) {
    let me = Ma.self
    ma {
        me <- 'begin'
        let x = work()
        me <- 'end'
        GC.collect
        me <- ['result', x]
    }
    receive { when 'begin' { } }
    let turns = 0
    let over = false
    until over {
        Ma.yield
        turns++
        over = receive { when 'end' { true } after 0 { false } }
    }
    [turns > 3, (receive { when ['result', r] { r } })]
}

let a :im = maps(6000)
let same :im = maps(6000)
let other :im = maps(5999) + [{id => 1}]

say aside({ a == same }).dump                       // expect: [true, true]
say aside({ a != same }).dump                       // expect: [true, false]
say aside({ a == other }).dump                      // expect: [true, false]
say aside({ if a == same { 'yes' } else { 'no' } }).dump    // expect: [true, 'yes']
say aside({ assert_eq(a, same) }).dump              // expect: [true, nil]
say aside({ try { assert_eq(a, other) } catch e { e.^name } }).dump     // expect: [true, 'AssertError']
say aside({ given [a] { when [x] if x == other { 1 } when [y] if y == same { 2 } default { 3 } } }).dump   // expect: [true, 2]

// Order, and what has none deep inside.
fn rows(n, last) { (^n).map({|i| [i, "{i}"] }) + [[last]] }
let rows1 :im = rows(15_000, 1)
let rows2 :im = rows(15_000, 2)
let rows3 :im = rows(15_000, nil)
say aside({ [rows1 <=> rows2, rows2 <=> rows1, rows1 <=> rows(15_000, 1)] }).dump    // expect: [true, [-1, 1, 0]]
say aside({ rows1 < rows2 }).dump                   // expect: [true, true]
say aside({ try { rows1 < rows3 } catch e { "{e}" } }).dump
// expect: [true, 'TypeError: cannot compare Num with Nil']

// Sets, and long texts in them.
let long :im = 'text of some length '.repeat(200_000)
say aside({ (^40_000).set == (^40_000).array.rev.set }).dump      // expect: [true, true]
say aside({ (^40_000).set == (1..40_000).set }).dump        // expect: [true, false]
say aside({ [long + 'a'] == [long + 'b'] }).dump    // expect: [true, false]
say aside({ [long + 'a', 1] <=> [long + 'a', 2] }).dump     // expect: [true, -1]
say aside({ (long + 'a').bytes == (long + 'a').bytes }).dump    // expect: [true, true]

// What holds itself.
fn ring(n) { let x = maps(n); x.push(x); x }
say aside({ ring(6000) == ring(6000) }).dump        // expect: [true, true]
say aside({ let x = ring(20_000); [x.dump.len, x.dump[-8..-1]] }).dump     // expect: [true, [1724461, ', [...]]']]

// Text.
let big :im = maps(20_000)
say aside({ big.dump.len }).dump                    // expect: [true, 1724454]
say aside({ big.str == "{big}" }).dump              // expect: [true, true]
say aside({ "{big}".len }).dump                     // expect: [true, 1724454]
say aside({ sprintf('%s!', big).len }).dump         // expect: [true, 1724455]
say aside({ [big, 1].join('-').len }).dump          // expect: [true, 1724456]
say aside({ try { die big } catch e { e.message.len } }).dump     // expect: [true, 1724454]
say aside({ "{Error.new(message => big)}".len }).dump      // expect: [true, 1724461]
say aside({ [long].dump.len }).dump                 // expect: [true, 4000004]
say aside({ [long + "\n'"].dump[-6..-1] }).dump         // expect: [true, ' \\n\'"]']
say aside({ [long.bytes].dump.len }).dump           // expect: [true, 4000005]
