// Words after the file are arguments of the program, flags or not.
// args: --max-heap 64M -x
say ARGV     // expect: ['--max-heap', '64M', '-x']
