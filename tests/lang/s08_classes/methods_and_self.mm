// Inside methods fields are plain names and self is the object.
class Acc {
    field total :ro = 0
    meth add(n) { total += n; self }
    meth add_twice(n) { self.add(n).add(n) }
}
say Acc.new.add(1).add_twice(5).total   // expect: 11
