// What a pattern takes out of a message is kept however the rest of it is freed: numbers, texts, objects at any depth.
let me = Ma.self
let garbage = { (1..300).map {|i| [i, "text {i}"] }; nil }

fn echo(to) {
    receive {
        when ['one', x] { to <- ['one', x]; echo(to) }
        when ['two', [a, b]] { garbage(); to <- ['two', b, a]; echo(to) }
        when ['deep', [_, [k, {name => n}]]] { garbage(); to <- ['deep', k, n]; echo(to) }
        when ['same', x, x2] { garbage(); x.push(1); to <- ['same', x2]; echo(to) }
        when ['none', _] { garbage(); to <- ['none']; echo(to) }
        when {key => k, value => v} { garbage(); to <- [k, v]; echo(to) }
        when Num -> t { to <- [t, t + 1]; echo(to) }
        when 'stop' { to <- 'stopped' }
        when other { garbage(); to <- ['other', other]; echo(to) }
    }
}

let e = ma echo(me)
let list = [1, 2]
e <- ['one', 1]
e <- ['one', 'a text']
e <- ['one', "made {list.len}"]
e <- ['one', list]
e <- ['one', {a => [list]}]
e <- ['two', [3, list]]
e <- ['two', [2.5, "b{list.len}"]]
e <- ['deep', [0, ['k', {name => 'n'}]]]
e <- ['deep', [list, [list, {name => [list], other => 1}]]]
e <- ['same', list, list]
e <- ['none', (1..50).map(:_)]
e <- {key => 'k', value => 2 ** 70}
e <- 7
e <- nil
e <- [[]]
e <- [[1], "frozen"].freeze
e <- ['two', [[5], 6].freeze]
e <- 'stop'

fn show {
    receive {
        when 'stopped' { say 'stopped' }
        when m { say m; show() }
    }
}
show()
// expect: ['one', 1]
// expect: ['one', 'a text']
// expect: ['one', 'made 2']
// expect: ['one', [1, 2]]
// expect: ['one', {a => [[1, 2]]}]
// expect: ['two', [1, 2], 3]
// expect: ['two', 'b2', 2.5]
// expect: ['deep', 'k', 'n']
// expect: ['deep', [1, 2], [[1, 2]]]
// expect: ['same', [1, 2, 1]]
// expect: ['none']
// expect: ['k', 1180591620717411303424]
// expect: [7, 8]
// expect: ['other', nil]
// expect: ['other', [[]]]
// expect: ['other', [[1], 'frozen']]
// expect: ['two', 6, [5]]
// expect: stopped
