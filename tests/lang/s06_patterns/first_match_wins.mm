// The first arm that matches runs; its value is the value of the whole.
let r = given 5 { when Num { 'first' } when 5 { 'second' } }
say r // expect: first
