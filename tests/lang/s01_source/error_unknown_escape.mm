// An unknown escape in "..." is a compile error at the backslash.
say "a\qb"
// expect error: :2:7: error: unknown escape '\q'
// expect status: 2
