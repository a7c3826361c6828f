// A tree of arrays, seven levels deep: 5,461 of them.
use Bu (Random, repeated)

class Storage {
    field count :ro = 0

    meth tree(depth, random) {
        count++
        if depth == 1 {
            Array.new(random.next % 10 + 1, nil)
        } else {
            (^4).map {|_i| self.tree(depth - 1, random) }
        }
    }
}

repeated('awfy_storage', ARGV[0].num, 5461, {
    let s = Storage.new
    s.tree(7, Random.new)
    s.count
})
