// for over an instance calls each_item.
class Count {
    field n :ro = 3
    meth each_item(f) { for ^n -> i { f(i * 10) } }
}
for Count.new -> x { print x, ' ' }
say '|' // expect: 0 10 20 |
