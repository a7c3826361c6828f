// A declaration with a syntax error inside still declares its name (R26): one error, not two.
fn broken(a) { a + + }
say broken(1)
// expect error: :2:22: error: unexpected '}'
// expect status: 2
