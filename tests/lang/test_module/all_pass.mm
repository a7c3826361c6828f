// Status 0 when all pass; `after_each` runs in the test's maatine.
use Test (it, after_each, is)
after_each({ say 'cleaned' })
it('is fine', { is('a', 'a') })
// expect: cleaned
// expect: ok    is fine
// expect: 1 passed, 0 failed
