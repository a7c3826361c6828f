// Tail-called functions leave no line in a trace (R44).
fn last { die 'x' }
fn first { last() }
try { first() } catch e {
    let names = e.trace.map {|t| t.words.tail }
    say 'last' in names, ' ', 'first' in names   // expect: true false
}
