// Maps, sets, ranges, spreads and destructuring at their edges.
let m = {a => 1, 'b c' => 2, 3 => [1], :true => 4, :nil => 5}
say m, ' ', m.len, ' ', m.keys, ' ', m.values, ' ', m.pairs
say m<a>, ' ', m{'b c'}, ' ', m[3], ' ', m{true}, ' ', m<zz>, ' ', m.get('zz', 7), ' ', m.has('a'), ' ', m.del('a'), ' ', m.del('a')
m<a> = 2; say m.keys
say m.map {|k, v| k }, ' ', m.grep {|k, v| v == 2 }, ' ', m.any({|k, v| v == 2 }), ' ', m.all({|k, v| v == 2 })
say {a => 1}.merge({b => 2}), ' ', {}.is_empty, ' ', {a => {b => 1}}<a><b>
try { m{[1]} = 1 } catch e { say e.^name }
let fz :im = [1]
m{fz} = 'f'; say m{[1].freeze}
for {x => 1, y => 2} -> k, v { print k, v, ' ' }
say ''
for {x => 1, y => 2} -> k { print k, ' ' }
say ''
let s = set(1, 2, 3)
say s.union(set(4)), s.intersect(set(1, 9)), s.diff(set(1)), s.subset(set(1, 2, 3, 4)), s.has(2), s.len, 2 in s
say (1..5).rev, (1..5).len, (1..^5).last, (1..5).first, (1..5).has(3), (1..5).map({ _ * 2 }), ^3, 1..^3, 5..1, (5..1).len, (1.5..4).map({ _ })
say 1..3 == 1..3, ' ', (1..3).sum, ' ', (1..Inf).has(1e9)
say [(1..3)*, 9], [set(1, 2)*]
let (p, q, *r) = (1, 2, 3, 4)
say p, q, r
let (x, y) = (10, 4, -3)
say x, y
let (aa, *bb) = [1]*
say aa, bb

// expect: {a => 1, 'b c' => 2, 3 => [1], :true => 4, :nil => 5} 5 ['a', 'b c', 3, true, nil] [1, 2, [1], 4, 5] [['a', 1], ['b c', 2], [3, [1]], [true, 4], [nil, 5]]
// expect: 1 2 [1] 4 nil 7 true 1 nil
// expect: ['b c', 3, true, nil, 'a']
// expect: ['b c', 3, true, nil, 'a'] {'b c' => 2, a => 2} true false
// expect: {a => 1, b => 2} true 1
// expect: TypeError
// expect: f
// expect: x1 y2 
// expect: x y 
// expect: set(1, 2, 3, 4)set(1)set(2, 3)truetrue3true
// expect: [5, 4, 3, 2, 1]541true[2, 4, 6, 8, 10]0..^31..^35..10[1.5, 2.5, 3.5]
// expect: true 6 true
// expect: [1, 2, 3, 9][1, 2]
// expect: 12[3, 4]
// expect: 104
// expect: 1[]
