// Patterns in nested messages.
fn f(m) { given m { when ['batch', *items] if items.len > 1 { items.len } when ['batch', {id => id}] { id } when ['batch'] { 'empty' } } }
say f(['batch', 1, 2]), ' ', f(['batch', {id => 9}]), ' ', f(['batch'])    // expect: 2 9 empty
