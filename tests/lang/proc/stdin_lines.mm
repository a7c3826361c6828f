// Lines of standard input.
// stdin: hello
// stdin: wörld
// stdin: 
// stdin: last
use Proc
say Proc.read_line                            // expect: hello
for Proc.lines -> line { say "[{line}]" }
// expect: [wörld]
// expect: []
// expect: [last]
say Proc.read_line                            // expect: nil
say Proc.read                                 // expect: nil
