// The rulings on missing detail.
our x51 = 1
say main::x51                                        // expect: 1
tasklocal let request = 'r'
let inherited = Chan.new(buffer => 1)
ma { inherited <- request;  request = 'mine' }
say <-inherited, request                             // expect: rr
let cyc = [1];  cyc.push(cyc);  let cyc2 = [1];  cyc2.push(cyc2)
say cyc == cyc2, cyc.freeze.is_frozen, cyc.dump      // expect: truetrue[1, [...]]
fn named(f) { try { f();  'fine' } catch e { e.^name } }
let str = 'abc'
say named({ str[0] = 'x' }), named({ nil[0] }), named({ nil<k> }), named({ 5{'k'} }), named({ nil.foo })
// expect: TypeErrorTypeErrorTypeErrorTypeErrorMethodError
say named({ 1 < 'a' }), 1 == 'a', named({ [1, 'a'].sort }), [1, 2] < [1, 3]   // expect: TypeErrorfalseTypeErrortrue
say 1 in [1], 2 in 1..3, 'k' in {k => nil}, 'bc' in 'abc', 4 !in set(4)   // expect: truetruetruetruefalse
let order = {a => 1, b => 2}
order<a> = 3;  print order, ' ';  order.del('a');  order<a> = 4
say order                                            // expect: {a => 3, b => 2} {b => 2, a => 4}
let seen = []
fn note(v) { seen.push(v);  v }
let target = {}
note(target){note('i')} = note('v')
say seen.map {|v| v isa Map ? 'a' : v }              // expect: ['a', 'i', 'v']
fn with_default(v = note('d')) { v }
seen.clear;  with_default();  with_default(1);  with_default()
say seen                                             // expect: ['d', 'd']
say receive { default { 'd' } after 0 { 'none' } }   // expect: none
fn first_of(c) { if c -> v { "if {v}" } elsif 7 -> w { "elsif {w}" } }
say first_of(1), first_of(0)                         // expect: if 1elsif 7
fn saved(k) :save { note(k);  k }
seen.clear;  saved([1].freeze);  saved([1].freeze);  saved('s')
say seen.len, named({ saved([1]) })                  // expect: 2TypeError
say named({ sleep 'x' }), (sleep -1).dump            // expect: TypeErrornil
say Time.mono isa Num, Time.now > 1.6e9              // expect: truetrue
say ARGV, ARGV.is_frozen, ENV.is_frozen              // expect: []truetrue
say try { die TypeError.new } catch TypeError | IndexError -> e { e.^name }   // expect: TypeError
say Ma.info(Ma.self)<id> == Ma.self.id, Ma.list.len  // expect: true1
let at = 0
fn next_at { at++;  0 }
let counts = [5]
counts[next_at()] += 1
say counts, at                                       // expect: [6]1
say Regex.new('B', 'i').match('abc'), named({ Regex.new('(') }), 'aa' =~ /^a{2}$/   // expect: ['b']ParseErrortrue
say {a => 1, b => 2} == {b => 2, a => 1}, set(1, 2) == set(2, 1), {b => 2, a => 1}.keys   // expect: truetrue['b', 'a']
let boxed = 1
let frozen = [{|| boxed}].freeze
boxed = 2
say frozen[0](), named({ [WeakRef.new([1])].freeze })   // expect: 2TypeError
let ended = concurrent { spawn { exit_ma('normal') } }
say ended, try { concurrent { spawn { exit_ma('why') } } } catch ExitError -> e { e.reason }   // expect: [nil]why
say (5..1).len, (1.5..4).map({ _ }), 3 in 1..Inf, named({ 1..'a' })   // expect: 0[1.5, 2.5, 3.5]trueTypeError
say named({ Ma.call(Ma.self, 1) })                   // expect: ArgumentError
class Twice { field v :ro;  meth each_item(f) { defer { print 'unwound ' };  f(v);  f(v) } }
fn first_item { for Twice.new(v => 4) -> i { return i } }
for Twice.new(v => 3) -> i { print i, ' ';  break }
say first_item()                                     // expect: 3 unwound unwound 4
fn stub { ... }
say named({ stub() })                                // expect: Error
