// dump with indent.
use Json (dump)
say dump({a => [1, {b => 2}], c => [], d => {}}, indent => 2)
// expect: {
// expect:   "a": [
// expect:     1,
// expect:     {
// expect:       "b": 2
// expect:     }
// expect:   ],
// expect:   "c": [],
// expect:   "d": {}
// expect: }
