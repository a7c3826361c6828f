// Methods may be named like built-in ones.
class Stack {
    field items :rw = []
    meth push(x) { items.push(x); self }
    meth pop { items.pop }
    meth len { items.len }
    meth is_empty { items.is_empty }
}
let s = Stack.new.push(1).push(2)
say s.pop, s.len, s.is_empty     // expect: 21false
