// The methods that Array, Range and Set have in common are named by the type they were called on.
fn said(f) { try { f();  'fine' } catch e { e.message } }
say said({ [1].flat(1) })             // expect: Array.flat() takes 0 arguments, not 1
say said({ (1..2).reduce(1, 2, 3) })  // expect: Range.reduce() takes 1 to 2 arguments, not 3
say said({ set(1).map() })            // expect: Set.map() takes 1 argument, not 0
// And of Arrays that have no order the two elements are named.
say said({ [1, 'a'] < [1, 2] })       // expect: cannot compare Str with Num
say said({ [[1, [nil]], [1, [2]]].sort })   // expect: cannot compare Num with Nil
say said({ [[2], 3].max })            // expect: cannot compare Num with Array
// An ExitError whose reason is an ExitError does not quote it.
let first = ma { receive { when 'end' { exit_ma('over') } } }
fn ask(p) { Ma.call(p, 'x', timeout => Inf) }
let second = Ma.spawn({|p| receive { when ['call', _, _] { } };  ask(p) }, args => [first], label => 's')
first <- 'end';  first.join
say said({ ask(second) }).gsub(/\d+/, 'n')   // expect: <Ma n> has ended: ExitError: <Ma n> has ended: noproc
// expect error: has ended by an error: ExitError: <Ma
// expect status: 0
