// Many cases that begin with constants are looked up at once; what is chosen is what trying one after the other would choose.
fn word(v) {
    given v {
        when 'alpha' { 1 }
        when 'beta' { 2 }
        when 'gamma' | 'delta' { 3 }
        when 'beta' { 'never' }
        when 'epsilon' if false { 'never' }
        when 'zeta' { 4 }
        when 'epsilon' { 5 }
        when '' { 6 }
        default { 'none' }
    }
}
for ^2 { say ['alpha', 'beta', 'gamma', 'delta', 'zeta', 'epsilon', '', 'omega', nil, 3, ['alpha'], 'al' + 'pha', ('x' * 40 + 'beta').slice(40, 44)].map({|v| word(v) }) }
// expect: [1, 2, 3, 3, 4, 5, 6, 'none', 'none', 'none', 'none', 1, 2]
// expect: [1, 2, 3, 3, 4, 5, 6, 'none', 'none', 'none', 'none', 1, 2]

fn number(v) {
    given v {
        when 0 { 'zero' }
        when 1 { 'one' }
        when -1 { 'minus one' }
        when 2 | 'two' { 'two' }
        when 1_000_000_007 { 'much' }
        when 'three' { 'three' }
        when Num { 'a number' }
        when 3 { 'never' }
        when 'four' { 'four' }
        when 'five' { 'five' }
        when 'six' { 'six' }
        when 'seven' { 'seven' }
        when 'eight' { 'eight' }
    }
}
for ^2 { say [0, 1, -1, 2, 1.0, -0.0, 2.5, 0.0 / 0.0, 1.0 / 0.0, 2 ** 70, 1_000_000_007, 'two', 'three', 3, 'five', 'eight', 'nine', true, {}].map({|v| number(v) }) }
// expect: ['zero', 'one', 'minus one', 'two', 'one', 'zero', 'a number', 'a number', 'a number', 'a number', 'much', 'two', 'three', 'a number', 'five', 'eight', nil, nil, nil]
// expect: ['zero', 'one', 'minus one', 'two', 'one', 'zero', 'a number', 'a number', 'a number', 'a number', 'much', 'two', 'three', 'a number', 'five', 'eight', nil, nil, nil]

let limit = 5
fn tagged(v) {
    given v {
        when ['add', x, y] { x + y }
        when ['neg', x] { -x }
        when ['add', x] if x > 10 { "big {x}" }
        when ['add', x] { "add {x}" }
        when ['sub', x, *rest] { "{x} {rest}" }
        when ['lim', (limit)] { 'at the limit' }
        when [1, x] | [2, x] { "one or two {x}" }
        when [] { 'empty' }
        when ['late', x] { "late {x}" }
        when _ { 'other' }
    }
}
for ^2 { say [['add', 1, 2], ['neg', 5], ['add', 11], ['add', 1], ['add'], ['sub', 1, 2, 3], ['lim', 5], ['lim', 6], [1, 'a'], [2.0, 'b'], [], ['late', 7], 'add', [['add']], ['none', 1]].map({|v| tagged(v) }) }
// expect: [3, -5, 'big 11', 'add 1', 'other', '1 [2, 3]', 'at the limit', 'other', 'one or two a', 'one or two b', 'empty', 'late 7', 'other', 'other', 'other']
// expect: [3, -5, 'big 11', 'add 1', 'other', '1 [2, 3]', 'at the limit', 'other', 'one or two a', 'one or two b', 'empty', 'late 7', 'other', 'other', 'other']

// A case passed on by hand goes on with the next one.
fn passed(v) {
    let seen = []
    given v {
        when 'a' { seen.push(1)
            proceed }
        when 'b' { seen.push(2) }
        when 'a' { seen.push(3)
            proceed }
        when 'c' { seen.push(4) }
        when 'd' { seen.push(5) }
        when Str { seen.push(6) }
    }
    seen
}
say passed('a'), passed('b'), passed('d'), passed('e')
// expect: [1, 3, 6][2][5][6]

// Selective receive: what no case takes stays where it is, in order.
let me = Ma.self
fn next_of(kind) {
    receive {
        when ['one', x] if kind == 1 { "one {x}" }
        when ['two', x] { "two {x}" }
        when ['three', x, y] { "three {x} {y}" }
        when ['four'] { 'four' }
        when ['five', {k => v}] { "five {v}" }
        when ['one', 'last'] { 'last one' }
        when 'stop' { 'stopped' }
        after 0 { 'nothing' }
    }
}
for [['one', 1], ['odd'], ['five', {k => [1, 2]}], ['three', 1], 'stop', ['three', 'a' * 30, 2], ['one', 'last'], ['four', 4], ['two', 2.5]] -> msg { me <- msg }
say [next_of(0), next_of(0), next_of(0), next_of(0), next_of(0), next_of(1), next_of(0)]
// expect: ['five [1, 2]', 'stopped', 'three aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 2', 'last one', 'two 2.5', 'one 1', 'nothing']
let left = []
for ^3 { receive { when m { left.push(m) } } }
say left
// expect: [['odd'], ['three', 1], ['four', 4]]
