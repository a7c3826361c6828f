// Frozen Bytes cannot be written.
let b = Bytes.new(2).freeze
try { b[0] = 1 } catch FrozenError { say 'no' } // expect: no
say b.is_frozen // expect: true
