// So many maatines that wait.
fn wait { receive { when 'stop' { nil } } }
for ^ARGV[0].num { ma wait() }
say 'ready'
receive { when 'stop' { nil } } after 3600 { nil }
exit 0
