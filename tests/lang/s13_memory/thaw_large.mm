// unordered
// A large frozen value is cloned in slices: two maatines do so at once, a third is killed meanwhile, and what comes out is whole, shares what was
// shared, can be changed all the way down, and has left the original as it was.
class Item { field id :rw = 0; field tags :rw = [] }

let common = ['all', 'have', 'this']
let big = (^20000).map {|i| {id => i, item => Item.new(id => i, tags => ["t{i}", common]), pos => [i, [i]], set => [i].set} }
big.push(common)
big.freeze
let frozen = big.freeze

fn good(x, by) {
    return 'length' if x.len != 20001
    for ^20000 -> i {
        let e = x[i]
        return ['at', i] if e<id> != i || e<item>.id != i || e<item>.tags[0] != "t{i}" || e<pos>[1][0] != i || !e<set>.has(i)
        return ['shared', i] if e<item>.tags[1] !== x[20000]
    }
    x[7]<new> = by
    x[8]<item>.tags.push(by)
    x[20000].push(by)
    x[9]<pos>[1].push(by)
    [x[7]<new>, x[8]<item>.tags.len, x[5]<item>.tags[1].len, x[9]<pos>[1].len]
}

let me = Ma.self
let killed = ma { while true { frozen.clone } }
let ps = ['a', 'b'].map {|name| ma { me <- [name, good(frozen.clone, name)] } }
for ps { receive { when ['a', x] { say 'a ', x } when ['b', x] { say 'b ', x } } }
// expect: a ['a', 3, 4, 2]
// expect: b ['b', 3, 4, 2]
Ma.exit(killed, 'kill')
say good(frozen.clone, 'c')                                                             // expect: ['c', 3, 4, 2]
say frozen.len, ' ', frozen[7].has('new'), ' ', frozen[8]<item>.tags.len, ' ', frozen[20000].len    // expect: 20001 false 2 3
say try { frozen[7]<new> = 1; 'changed' } catch _ { 'refused' }                        // expect: refused
