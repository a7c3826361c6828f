// … is ...: a stub that raises when it is run.
fn later { … }
fn never { ... }
try { later() } catch e { say 'raised' }  // expect: raised
try { never() } catch e { say 'raised' }  // expect: raised
