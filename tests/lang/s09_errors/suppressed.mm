// An error raised in finally or defer while another is on its way is added to .suppressed (R19).
fn f {
    defer { die 'from defer' }
    try { die 'first' } finally { die 'from finally' }
}
try { f() } catch e { say e.message, ' ', e.suppressed.map(:.message) }
// expect: first ['from finally', 'from defer']
