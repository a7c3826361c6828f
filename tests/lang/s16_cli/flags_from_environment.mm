// Flags may come from MAAT_FLAGS.
// env: MAAT_FLAGS=--max-heap 400K
// timeout: 10
try { let xs = []; loop { xs.push([1]) } } catch MemoryError { say 'limited' }    // expect: limited
