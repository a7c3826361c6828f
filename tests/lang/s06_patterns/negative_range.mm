// The ends of a range pattern may be negative.
fn f(v) { given v { when -5..-1 { 'negative' } when -10..^-5 { 'low' } default { 'no' } } }
say f(-5), ' ', f(-0.5), ' ', f(-5.5), ' ', f(-10)  // expect: negative no low low
