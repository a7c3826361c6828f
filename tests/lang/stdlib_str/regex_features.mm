// Backreferences, lookahead and named parts of PCRE2.
say 'abab' =~ /(ab)\1/, ' ', 'foobar' =~ /foo(?=bar)/, ' ', 'foobaz' =~ /foo(?!bar)/  // expect: true true true
say 'aXbX'.split(/(?<=X)/).len >= 2                                                   // expect: true
say '2024-05-06'.match(/(\d+)-(\d+)-(\d+)/).tail(3)                                   // expect: ['2024', '05', '06']
