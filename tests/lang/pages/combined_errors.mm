// Orders and values of try, catch, finally and defer; what errors carry. What is expected stands at the end.
fn t1 { try { 1 } finally { print 'f ' } }
say t1()
fn t2 { try { die 'x' } catch e { 2 } finally { 3 } }
say t2()
fn t3 { defer { print 'A ' }; defer { print 'B ' }; try { print 'C '; return 'R' } finally { print 'D ' } }
say t3()
fn t4 { try { try { die 'one' } finally { die 'two' } } catch e { [e.message, e.suppressed.map(:.message)] } }
say t4()
fn t5 { defer { die 'in defer' }; die 'body' }
say try { t5() } catch e { [e.message, e.suppressed.map(:.message)] }
fn t6 { defer { die 'only' }; 5 }
say try { t6() } catch e { [e.message, e.suppressed] }
fn t7 { defer { die 'd1' }; defer { die 'd2' }; 5 }
say try { t7() } catch e { [e.message, e.suppressed.map(:.message)] }
fn t8 { try { die 'a' } catch e { die Error.new(message => 'b', cause => e) } }
say try { t8() } catch e { [e.message, e.cause.message, e.cause.cause] }
say try { die 5 } catch e { [e.^name, e.message] }
say try { die [1, 'a'] } catch e { [e.^name, e.message] }
say try { die nil } catch e { [e.^name, e.message] }
say try { die } catch e { [e.^name, e.message] }
say try { die {a => 1} } catch e { e.message }
class MyErr :is Error { field code :ro = 7; meth str { "MyErr<{code}>" } }
say try { die MyErr.new } catch e { "{e} {e.message} {e.code}" }
say try { die MyErr.new(message => 'm', code => 1) } catch MyErr -> e { "{e} {e.message}" }
say try { try { die 'x' } catch TypeError -> e { 'wrong' } } catch e { "outer {e.message}" }
say try { 1 } catch e { 2 }
say try { nil.foo } catch MethodError -> e { e.message }
say try { [1].lenn } catch e { e.message }
let log = []
fn loops { for 1..3 -> i { try { next if i == 2; log.push(i); break if i == 3 } finally { log.push("f{i}") } } }
loops()
say log
fn deep(n) { n == 0 ? die('deep') : 1 + deep(n - 1) }
try { deep(3) } catch e { say e.trace.len, ' ', e.trace[0].split('/').last, ' ', e.line, ' ', e.file.split('/').last }
fn thrower { die 'thrown' }
try { thrower() } catch e { say e.trace.map(:.gsub(/^.*\//, '')) ; let t = e.trace; try { die e } catch e2 { say e2 === e, e2.trace == t } }
say try { assert 1 == 2 } catch AssertError -> e { e.message }
say try { assert 1 == 2, 'custom' } catch e { e.message }
say try { assert_eq 1 + 1, 3 } catch e { e.message }
say try { assert_eq [1, 'a'], [1, 'b'] } catch e { e.message }
say assert(true).dump, assert_eq(2, 2).dump
say try { 5.div(0) } catch ZeroDivisionError -> e { e.message }, try { 5 % 0 } catch e { e.message }
say try { [1][-5] } catch e { "{e.^name} {e.message}" }
say try { let k :im = [1]; k.push(2) } catch FrozenError -> e { e.message }
say try { 'abc' + 1 } catch e { e.message }, try { [] < {} } catch e { e.message }
let r = try { die 'v' } catch e { "caught {e.message}" } finally { 'ignored' }
say r
fn multi { try { die TypeError.new(message => 't') } catch IndexError -> e { 'i' } catch TypeError | ArgumentError -> e { "ta {e.message}" } catch e { 'other' } }
say multi()
fn nested_finally { try { try { return 'inner' } finally { print '1 ' } } finally { print '2 ' } }
say nested_finally()
fn loop_defer { for 1..2 -> i { defer { print "d{i} " } } print 'end ' ; 'v' }
say loop_defer()

// expect: f 1
// expect: 2
// expect: C D B A R
// expect: ['one', ['two']]
// expect: ['body', ['in defer']]
// expect: ['only', []]
// expect: ['d2', ['d1']]
// expect: ['b', 'a', nil]
// expect: ['Error', '5']
// expect: ['Error', '[1, \'a\']']
// expect: ['Error', 'nil']
// expect: ['Error', 'died']
// expect: {a => 1}
// expect: MyErr<7> MyErr 7
// expect: MyErr<1> m
// expect: outer x
// expect: 1
// expect: Nil has no method 'foo'
// expect: Array has no method 'lenn' (did you mean 'len'?)
// expect: [1, 'f1', 'f2', 3, 'f3']
// expect: 5 combined_errors.mm:34 deep 34 combined_errors.mm
// expect: ['combined_errors.mm:36 thrower', 'combined_errors.mm:37 main']
// expect: truetrue
// expect: assertion failed: 1 == 2
// expect: custom
// expect: got 2, expected 3
// expect: got [1, 'a'], expected [1, 'b']
// expect: nilnil
// expect: division by zeromodulo by zero
// expect: IndexError index -5 out of range
// expect: Array is frozen
// expect: cannot apply '+' to Str and Numcannot compare Array with Map
// expect: caught v
// expect: ta t
// expect: 1 2 inner
// expect: end d2 d1 v
