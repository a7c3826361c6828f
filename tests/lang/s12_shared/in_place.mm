// Paths of shared variables work in place: elements, keys, fields, the language's own methods, frozen and missing things.
class Point { field x :rw = 1; field ys :rw = []; meth twice { x * 2 } }
our t = {}
t{'a'} = [1, 2]
t<b> = {n => [10, 20]}
say t                                        // expect: {a => [1, 2], b => {n => [10, 20]}}
t<b><n>[1] += 5
t<b><n>[2] = 'new'
say t<b><n>                                  // expect: [10, 25, 'new']
say t<b><n>[-1], ' ', t<b><n>[99], ' ', t<none>   // expect: new nil nil
t<a>.push(3).push(4)
say t<a>.len, ' ', t<a>.has(3), ' ', t<a>.pop     // expect: 3 true 3
say t<a>[0..1]                               // expect: [1, 2]
t{1.5} = 'by num'
say t{1.5}                                   // expect: by num
t<c> \\= 7
t<c> \\= 8
t<c> ||= 9
say t<c>++, ' ', t<c>, ' ', ++t<c>, ' ', t<c>--   // expect: 7 8 9 9
say t.del('c'), ' ', t.has('c')              // expect: 8 false
say t.keys                                   // expect: ['a', 'b', 1.5]
let p = t<a>
p.push('mine')
say t<a>                                     // expect: [1, 2]
// errors change nothing, and stand where they are made
try { t<a>[-5] = 1 } catch e { say e.^name, ' ', e.line, ' ', t<a> }      // expect: IndexError 26 [1, 2]
try { t<a>{'x'} = 1 } catch e { say e.^name }          // expect: TypeError
try { t<a>.nope } catch e { say e.^name }              // expect: MethodError
try { t<a>.splice('x') } catch e { say e.^name, ' ', e.line }    // expect: TypeError 29
try { t<none><x> = 1 } catch e { say e.^name }         // expect: TypeError
try { t{Ma.self} = {|| 1}; say t{Ma.self}() } catch e { say e.^name }     // expect: 1
t.del(Ma.self)
// frozen parts
t<f> = [1, 2].freeze
try { t<f>.push(3) } catch e { say e.^name }           // expect: FrozenError
try { t<f>[0] = 3 } catch e { say e.^name }            // expect: FrozenError
say t<f>[1]                                            // expect: 2
// instances
our pt = Point.new
pt.x = 5
pt.ys.push('a')
pt.ys.push('b')
say pt.x, ' ', pt.ys, ' ', pt.twice          // expect: 5 ['a', 'b'] 10
pt.x += 1
say pt.x                                     // expect: 6
try { pt.zz = 1 } catch e { say e.^name }    // expect: MethodError
// other types
our n = 5
say n.sqrt.floor, ' ', n.str                 // expect: 2 5
our s = set(1, 2)
s.push(3)
say s, ' ', s.len                            // expect: set(1, 2, 3) 3
our b = Bytes.new(3)
b[1] = 7
say b[1], ' ', b.len                         // expect: 7 3
our str = 'text'
try { str[0] = 'x' } catch e { say e.^name } // expect: TypeError
say str.len, ' ', str[1]                     // expect: 4 e
// spread and maybe
let more = [7, 8]
t<a>.push(more*)
say t<a>                                     // expect: [1, 2, 7, 8]
say t<none>!.len                             // expect: nil
our none = nil
say none!.len                                // expect: nil
t<a>.sort({|x, y| y <=> x })
say t<a>.map({|v| v + 1 })                   // expect: [2, 3, 8, 9]
// many maatines change different parts
our big = {}
for ^4 -> k { big{k} = [] }
let ps = ma for ^8 -> i { for ^200 -> j { big{i % 4}.push(j) ; big{'n'} = (big{'n'} \\ 0) + 1 }
}
for ps -> q { q.join }
say big<n>, ' ', (^4).map({|k| big{k}.len })   // expect: 1600 [400, 400, 400, 400]
