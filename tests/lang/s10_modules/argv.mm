// ARGV is a frozen Array without the program's name (R70).
// args: one two --three
say ARGV                                                       // expect: ['one', 'two', '--three']
try { ARGV.push('x') } catch FrozenError { say 'frozen' }      // expect: frozen
