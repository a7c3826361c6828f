// In try, concurrent, or with defer a call is no tail call: the trace keeps the function (R44).
fn bottom { die 'x' }
fn in_try { try { bottom() } finally { 1 } }
fn with_defer { defer { 1 }; bottom() }
try { in_try() } catch e { say e.trace.any({ .ends(' in_try') }) }            // expect: true
try { with_defer() } catch e { say e.trace.any({ .ends(' with_defer') }) }    // expect: true
