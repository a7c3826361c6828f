// Every method that changes raises FrozenError on a frozen value.
let a = [3, 1].freeze
let n = 0
try { a.push(1) } catch FrozenError { n++ }
try { a.pop } catch FrozenError { n++ }
try { a.shift } catch FrozenError { n++ }
try { a.unshift(1) } catch FrozenError { n++ }
try { a.append([1]) } catch FrozenError { n++ }
try { a.prepend([1]) } catch FrozenError { n++ }
try { a.splice(0, 1) } catch FrozenError { n++ }
try { a.del(0) } catch FrozenError { n++ }
try { a.clear } catch FrozenError { n++ }
try { a[0] = 1 } catch FrozenError { n++ }
let s = set(1).freeze
try { s.push(2) } catch FrozenError { n++ }
try { s.del(1) } catch FrozenError { n++ }
try { s.clear } catch FrozenError { n++ }
let m = {a => 1}.freeze
try { m.set('b', 1) } catch FrozenError { n++ }
try { m.clear } catch FrozenError { n++ }
say n          // expect: 15
say a.sort, s, m  // expect: [1, 3]set(1){a => 1}
