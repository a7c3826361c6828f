// The built-in error classes all descend from Error.
for [TypeError, ArgumentError, IndexError, MethodError, MatchError, FrozenError, MovedError,
     ZeroDivisionError, StackError, MemoryError, OverflowError, IOError, TimeoutError, Cancelled,
     ClosedError, DeadlockError, ExitError, AssertError, ParseError] -> c {
    let e = c.new(message => 'm')
    if !(e isa Error) || e.str != "{c}: m" { say 'wrong: ', c }
}
say 'done' // expect: done
