// Values of every type travel.
class P { field x :rw }
let me = Ma.self
let vals = [nil, true, 1, 2 ** 80, 0.5, 'str', 'long ' * 50, [1], {a => 1}, set(1, 2), 1..5, b"ab", P.new(x => 3)]
me <- vals
receive { when vs {
    say vs[0], vs[1], vs[2], vs[4], vs[5]          // expect: niltrue10.5str
    say vs[3] == 2 ** 80, vs[6] == 'long ' * 50    // expect: truetrue
    say vs[7], vs[8], vs[9], vs[10], vs[11]        // expect: [1]{a => 1}set(1, 2)1..5b"ab"
    say vs[12].x, vs[12] isa P                     // expect: 3true
} }
