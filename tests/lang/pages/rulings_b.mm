// The rulings on what two readers would build differently.
// R27: regexes.
say 'GET /x' =~ /^(\w+) (.*)$/, ' ', _1, ' ', _2, ' ', _3.dump   // expect: true GET /x nil
// R28: cells of the grammar that collide.
let m = {k => 3, 'k' => 3};  let a = 1;  let b = 9
m<k>=5
say m<k>, m{'k'}                                     // expect: 55
say [1, 2].map: _ * 2                                // expect: [2, 4]
say a ? [1].len : 0                                  // expect: 1
say ['', 'x'].grep(:!.is_empty)                      // expect: ['x']
say (^5).len, (^a).len, -7.div(2), ' ', (-7).div(2)  // expect: 51-3 -4
say {|p = (1 | 2), q = 3| p + q}(), 1.5.floor, 5.min(3)   // expect: 613
say "{m{"k"}} {{if => 1}<if>} {"{a}"}"               // expect: 5 1 1
fn sum3(x, y, z,) { x + y + z }
say sum3(1, 2, 3,), [1, 2,], {x => 1,}               // expect: 6[1, 2]{x => 1}
say <<~END + <<~'RAW'
    two {1 + 1}
      indented
    END
    raw {1 + 1}
    RAW
// expect: two 2
// expect:   indented
// expect: raw {1 + 1}
// expect:
// R29: for.
for [1, 2, 3] -> p, q { print ' ', p, q.dump }
say                                                  // expect:  12 3nil
let fs = []
loop (let i = 0; i < 3; i++) { fs.push({|| i}) }
for ^2 -> i { fs.push({|| i});  i = 9 }
say fs.map {|f| f() }                                // expect: [0, 1, 2, 9, 9]
let grow = [1]
for grow -> g { grow.push(g + 1) if g < 3 }
say grow                                             // expect: [1, 2, 3]
let visited = {a => 1, b => 2}
for visited -> k { visited.del('b');  visited<c> = 3;  print k }
say                                                  // expect: a
// R30: numbers.
say 0 ** 0, ' ', 2 ** 70, ' ', 2 ** -2, ' ', 3 == 3.0, ' ', {3 => 'x'}{3.0}   // expect: 1 1180591620717411303424 0.25 true x
say 2 ** 53 + 1 == 2.0 ** 53, ' ', (2 ** 70 + 1) / 3, ' ', -1 & 255, ' ', ~0, ' ', -8 >> 1   // expect: false 393530540239137100000 255 -1 -4
say !0.0, !-0.0, !NaN, 2.5.round, (-2.5).floor, 3.7.trunc   // expect: truetruefalse3-33
say try { 1.5 & 1 } catch e { e.^name }              // expect: TypeError
// R31: patterns.
fn which(v) { given v { when -1 { 'minus' } when Inf { 'inf' } when 1..^9 { 'range' } when @a(x y) { 'words' } when [] { 'none' } when [_, *_] { 'some' } when {k => nil} { 'nil key' } default { _ } } }
say which(-1), which(Inf), which(2.5), which(['x', 'y']), which([]), which([0]), which({k => nil}), which({k => 1})
// expect: minusinfrangewordsnonesomenil key{k => 1}
// R32: classes.
class A { field p = 1;  field q :rw = p + 1;  field r :built = q + 1;  let made = 0;  meth init { made++ }  meth all { [p, self.q, r, made] }  meth who { 'A' } }
class B :is A { field s = q;  meth s { [q, r, s, self.who()] }  meth who { 'B' + super.who() } }
say A.new(r => 9).all, B.new(q => 5).all, B.new(q => 5).s   // expect: [1, 2, 9, 1][1, 5, 6, 2][5, 6, 5, 'BA']
for [{ A.new.p }, { A.new.r }, { B.new.nothing }, { A.new.s = 1 }] -> f { print ' ', (try { f();  'no' } catch e { e.^name }) }
say                                                  // expect:  MethodError MethodError MethodError MethodError
for [{ A.new(p => 1) }, { A.new(zz => 1) }, { A.new(1) }] -> f { print ' ', (try { f();  'no' } catch e { e.^name }) }
say                                                  // expect:  ArgumentError ArgumentError ArgumentError
say B.^mro, B.^fields.sort, Error.new.message             // expect: [B, A]['p', 'q', 'r', 's']Error
class Len { field n :ro;  meth cmp(o) { n <=> o.n }  meth eq(o) { n == o.n }  meth str { "L{n}" } }
let ls = [2, 1, 2].map {|n| Len.new(n => n) }
say ls.sort, ls.min, ls.max, ls.uniq, ls[0] == ls[2], Len.new(n => 1) in ls, ls[1] < ls[0]   // expect: [L1, L2, L2]L1L2[L2, L1]truetruetrue
// R33: state and once for each place in the text.
fn counter { {|| state c = 0;  c++;  c} }
say counter()(), counter()(), (^3).map({ once { 'ran' } })   // expect: 12['ran', nil, nil]
// R34: atomic statements.
shared let u = 1;  shared let v = 2
(u, v) = (v, u)
concurrent { for ^4 { spawn { for ^50 { (u, v) = (v, u);  u += 1;  v += 1 } } } }
say u + v                                            // expect: 403
// R36: let NAME = spawn.
concurrent { let w1 = spawn { 1 + 1 };  let kept = [spawn { 'work' }] }
say w1, kept[0] isa Work, kept[0].result             // expect: 2truework
// R39: after in either place.
say receive { } after 0 { 'outside' }                // expect: outside
say receive { after 0 { 'inside' } }                 // expect: inside
// R40: Works.
say Work.does({ 1 }).then({ _ + 1 }).result, Work.does({ die 'x' }).catch({ _.message }).result   // expect: 2x
say (abide Work.does({ 1 })), (abide Work.does({ 1 }), Work.does({ 2 }))   // expect: 1[1, 2]
say Work.allof([Work.done(1), Work.failed(Error.new(message => 'f'))]).result, Work.anyof([Work.done(5)]).result   // expect: true5
say try { Work.failed(TypeError.new(message => 'failed')).result } catch e { e.message }   // expect: failed
// R41: channels.
let ch = Chan.new(Num, buffer => 2)
say try { ch <- 'x' } catch e { e.^name }            // expect: TypeError
ch <- 1;  ch.close;  ch.close
say ch.len, ch.is_closed, ch.try_recv, ch.try_recv, (<-ch).dump   // expect: 1true[true, 1][false, nil]nil
say try { ch.try_send(1) } catch e { e.^name }       // expect: ClosedError
// R43: the value of statements.
let s = nil
say (s = 5), do { let t = 1 }.dump, (if false { 1 }).dump, s++, ++s, do { s = 1 if false }.dump   // expect: 5nilnil57nil
// R44: tail calls.
fn down(n) { n == 0 ? 'bottom' : down(n - 1) }
say down(200_000)                                    // expect: bottom
// R45, R46: Ranges as index, spreads.
say [1, 2, 3, 4][1..2], 'hello'[1..^3], [1, 2, 3][-2..-1], 'abc'[1..9]   // expect: [2, 3]el[2, 3]bc
say [(1..3)*, set(7)*]                               // expect: [1, 2, 3, 7]
let (x, y) = [8, 9]*
say x, y                                             // expect: 89
// R47: errors.
fn thrower { die 'thrown' }
let e1 = try { thrower() } catch e { e }
let line = e1.line
say try { die e1 } catch e { e === e1 && e.line == line && e.trace[0].ends('thrower') }   // expect: true
say try { die 42 } catch e { e.message }             // expect: 42
// R48: calls of Ma.
Ma.register('me', Ma.self)
say try { Ma.register('me', Ma.self) } catch e { e.^name }   // expect: ArgumentError
say 'me' in Ma.registered, Ma.whereis('me') == Ma.self, Ma.whereis('you').dump   // expect: truetruenil
say Ma.trap_exits(true), Ma.trap_exits(false)        // expect: falsetrue
let t = Ma.send_after(60, Ma.self, 'never')
say Ma.cancel_timer(t), Ma.cancel_timer(t)           // expect: truefalse
let gone = ma { 1 }
gone.join
say try { Ma.call(gone, 1) } catch ExitError -> e { e.reason }   // expect: noproc
// R49: named arguments from a Map.
fn opts(url, **o) { [url, o<timeout> \\ 5] }
let given_opts = {timeout => 1}
say opts('x'), opts('x', given_opts**)               // expect: ['x', 5]['x', 1]
