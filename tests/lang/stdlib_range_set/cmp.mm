// Ranges and Sets have what Array has that does not change it: cmp, too.
say (1..3).cmp([1, 2, 4]), ' ', (1..3).cmp(1..3), ' ', (2..3).cmp(1..9), ' ', (1..^1).cmp([])     // expect: -1 0 1 0
say set(1, 2).cmp([1, 2]), ' ', set('b').cmp(set('a')), ' ', set().cmp(1..2)                      // expect: 0 1 -1
fn e(f) { try { f() } catch x { x.^name } }
say e({ (1..2).cmp(5) }), ' ', e({ set(1).cmp(['a']) }), ' ', e({ (1..2).cmp() })       // expect: TypeError TypeError ArgumentError
say 5 in 1..9, ' ', e({ (1..2) < (1..3) }), ' ', [1..2, 3..4].len                       // expect: true TypeError 2
