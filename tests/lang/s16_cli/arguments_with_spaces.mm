// An argument may hold blanks and Unicode.
// args: 'a b' äö
say ARGV, ' ', ARGV[1].len     // expect: ['a b', 'äö'] 2
