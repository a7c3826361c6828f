// A NaN equals no other one, and was compared with all of them.
// timeout: 10
let many = (1..150_000).map {|i| i % 1000 ? NaN : i % 7000 }
say many.uniq.len           // expect: 149857
say [NaN, 1, NaN, 1].uniq   // expect: [NaN, 1, NaN]
