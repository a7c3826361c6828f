// each_item makes an instance iterable.
class Tree {
    field left :ro; field value :ro; field right :ro
    meth each_item(f) { if left { left.each_item(f) }; f(value); if right { right.each_item(f) } }
}
let t = Tree.new(value => 2, left => Tree.new(value => 1), right => Tree.new(value => 3))
for t -> v { print v }
say ''   // expect: 123
