// cmp serves < <= > >= <=> sort min max (R32).
class Ver {
    field n :ro
    meth cmp(o) { n <=> o.n }
    meth str { "v{n}" }
}
let xs = [3, 1, 2].map {|n| Ver.new(n => n) }
say xs.sort, ' ', xs.min, ' ', xs.max        // expect: [v1, v2, v3] v1 v3
say xs[0] > xs[1], xs[1] < xs[2], xs[0] <= xs[0], xs[1] >= xs[0], xs[0] <=> xs[1] // expect: truetruetruefalse1
