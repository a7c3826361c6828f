// A frozen value is sent as it is.
let f = [1, [2]].freeze
Ma.self <- f
receive { when v { say v === f, v.is_frozen } }    // expect: truetrue
