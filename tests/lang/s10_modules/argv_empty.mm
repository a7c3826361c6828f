// Without arguments ARGV is empty.
say ARGV, ' ', ARGV.is_frozen     // expect: [] true
