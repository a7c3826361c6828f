// A string may run over lines.
say 'one
two'
// expect: one
// expect: two
say "three
{2 + 2}"
// expect: three
// expect: 4
