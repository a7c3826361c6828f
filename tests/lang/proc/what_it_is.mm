// Arguments, environment, numbers.
// args: one two
// env: MAAT_TEST_WORD=hello
use Proc
say Proc.args                                  // expect: ['one', 'two']
say Proc.env('MAAT_TEST_WORD'), Proc.env('MAAT_TEST_NOT_SET'), Proc.env<MAAT_TEST_WORD>    // expect: hellonilhello
say Proc.pid > 1, Proc.cwd.len > 0, Proc.cpus >= 1     // expect: truetruetrue
let used = Proc.cpu_time
let n = 0
for ^100000 { n += 1 }
say Proc.cpu_time > used, used > 0                     // expect: truetrue
Proc.exit(3)
// expect status: 3
