// return, next and break that would leave a finally or defer block are compile errors (R7).
fn f { try { 1 } finally { return 2 } }
fn g { defer { return 3 } }
for [1] { try { 1 } finally { next } }
for [1] { try { 1 } finally { for [2] { next } } }
// expect error: :2:28: error:
// expect error: :3:16: error:
// expect error: :4:31: error:
// expect status: 2
