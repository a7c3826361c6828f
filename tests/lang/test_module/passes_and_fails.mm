// A line for each test, a sum at the end, status 1 if one failed.
use Test (describe, it, before, after_each, is, isnt, ok, near, raises, matches, eventually, skip)
describe('arithmetic', {
    let x = 0
    before({ x = 10 })
    it('adds', { is(1 + 1, 2); isnt(1, 2); is(x, 10); ok(1); near(0.1 + 0.2, 0.3) })
    it('knows its limits', { say raises(ZeroDivisionError, { 1.div(0) }).^name })
    it('fails', { is([1], [2]) })
    describe('inner', {
        it('dies', { die 'xx' })
        it('hangs', { sleep 10 }, within => 0.05)
        it('exits', { exit_ma('why') })
    })
    skip('later', 'no time')
})
it('matches', { matches('abc', /b/) })
it('raises nothing', { raises({ 1 }) })
it('waits', { let t = Time.mono + 0.02; eventually({ Time.mono > t }) })
// expect: ok    arithmetic: adds
// expect: ZeroDivisionError
// expect: ok    arithmetic: knows its limits
// expect: FAIL  arithmetic: fails
// expect:       AssertError: expected [2], got [1]
// expect: FAIL  arithmetic: inner: dies
// expect:       Error: xx
// expect:        at tests/lang/test_module/passes_and_fails.mm:10 anonymous
// expect: FAIL  arithmetic: inner: hangs
// expect:       did not end within 0.05 seconds
// expect: FAIL  arithmetic: inner: exits
// expect:       ended with 'why'
// expect: skip  arithmetic: later (no time)
// expect: ok    matches
// expect: FAIL  raises nothing
// expect:       AssertError: expected Error, nothing was raised
// expect: ok    waits
// expect: 4 passed, 5 failed
// expect status: 1
