// Every kind of value in a shared variable: read out, written in, reached in place.
shared let v = nil
let ch = Chan.new(buffer => 1)
let me = Ma.self
class P { field x :rw = 1 }
for [nil, true, 1, 2 ** 80, 1.5, 'short', 'long' * 100, b"\x00\xff", [1, [2]], {a => {b => 1}}, set(1, 2), 1..5, P.new(x => 3), [1].freeze, me, ch, {|x| x + 1}, /a+/i] -> one {
    v = one
    let p = ma { me <- ['got', v] }
    let got = receive { when ['got', x] { x } }
    print got.^name, (one isa Fn or one isa P ? true : got == one) ? ' ' : '! '
}
say ''          // expect: Nil Bool Num Num Num Str Str Bytes Array Map Set Range P Array Ma Chan Fn Regex 
v = WeakRef.new([1]) if false
let p = ma { v = 'text' }
p.join
say v           // expect: text
try { v = WeakRef.new([1]) } catch e { say e.^name, ' ', v }      // expect: TypeError text
