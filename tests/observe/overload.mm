// More maatines than schedulers, each in a computation that nothing interrupts, again and again.
fn power { 3 ** 30_000_000 }
let all = (^ARGV[0].num).map {|i| Ma.spawn({ loop { power() } }, label => "power {i}", name => "power {i}") }
Ma.spawn({ receive { when 'never' { nil } } }, label => 'quiet', name => 'quiet')
say 'ready'
receive { when 'stop' { nil } } after 3600 { nil }
exit 0
