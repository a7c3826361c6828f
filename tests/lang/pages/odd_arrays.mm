// Arrays: methods at their edges, order, writing beyond both ends.
let a = [3, 1, 2]
say a.sort, a, a.sort {|x, y| y <=> x }, a.sort_by { -_ }, a.rev, a.uniq, [1, [2, [3]]].flat, [1, nil, 2].compact
say a.push(4), ' ', a.pop, ' ', a.shift, ' ', a.unshift(9), ' ', a.len, ' ', a.end, ' ', a.head, ' ', a.tail, ' ', a.head(2), ' ', a.tail(2)
say a.take(2), a.skip(1), a.map({ _ + 1 }), a.grep({ _ > 1 }), a.reduce(0) {|x, y| x + y }, ' ', a.first({ _ < 5 }), ' ', a.any({ _ > 8 }), a.all({ _ > 8 }), a.none({ _ > 8 }), a.count({ _ > 1 })
say a.min, a.max, a.minmax, a.sum, ' ', a.prod, ' ', [].sum, [].prod, [].min, ' ', ['b', 'a'].min_by({ _ }), ['b', 'a'].max_by({ _ })
say [1,2,3,4,5].chunks(2), [1,2,3].zip([4,5,6]), ['a','b','c'].group_by({ _ == 'a' }), ['a', 'b'].keys, ['a','b'].hash
say [1,2,3].join('-'), ' ', [1,2,3].has(2), ' ', [1,2,3].index(3), ' ', [1,2,3].index(9), ' ', [1,2].cmp([1,3])
let b = [1,2,3,4,5]
say b.splice(1, 2, [9, 9, 9]), ' ', b, ' ', b.del(0), ' ', b, ' ', b[10], ' ', b[-1]
b[8] = 1
say b
try { b[-20] = 1 } catch e { say e.^name, ': ', e.message }
try { [1, 'a'].sort } catch e { say e.^name }
say [[1, 2], [1, 1]].sort, [1, 2] == [1, 2], [1, 2] === [1, 2]
say [1, 2, 3].each({|x| x }), [4, 5].each_kv({|i, x| say i, x })
say [1,2,2,3].set, ' ', set(1, 2) == set(2, 1), ' ', {a => 1, b => 2} == {b => 2, a => 1}

// expect: [1, 2, 3][3, 1, 2][3, 2, 1][3, 2, 1][2, 1, 3][3, 1, 2][1, 2, 3][1, 2]
// expect: [9, 1, 2] 4 3 [9, 1, 2] 3 2 9 2 [9, 1] [1, 2]
// expect: [9, 1][1, 2][10, 2, 3][9, 2]12 1 truefalsefalse2
// expect: 19[1, 9]12 18 01nil ab
// expect: [[1, 2], [3, 4], [5]][[1, 4], [2, 5], [3, 6]]{:true => ['a'], :false => ['b', 'c']}[0, 1]{a => 'b'}
// expect: 1-2-3 true 2 nil -1
// expect: [2, 3] [9, 9, 9, 4, 5] 1 [9, 9, 9, 4, 5] nil 5
// expect: [9, 9, 9, 4, 5, nil, nil, nil, 1]
// expect: IndexError: index -20 out of range
// expect: TypeError
// expect: [[1, 1], [1, 2]]truefalse
// expect: 04
// expect: 15
// expect: [1, 2, 3][4, 5]
// expect: set(1, 2, 3) true true
