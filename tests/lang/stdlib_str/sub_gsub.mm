// sub replaces the first, gsub all; with a Str or a Fn of the match.
say 'aaa'.sub(/a/, 'b'), ' ', 'aaa'.gsub(/a/, 'b')           // expect: baa bbb
say 'a1b22'.gsub(/\d+/, {|m| "<{m}>" })                      // expect: a<1>b<22>
say 'hello world'.gsub(/o/, :.uc)                            // expect: hellO wOrld
say 'a.b.c'.gsub('.', '-'), ' ', 'a.b.c'.sub('.', '-')       // expect: a-b-c a-b.c
say 'abc'.gsub(/x/, 'y')                                     // expect: abc
say '日本日'.gsub(/日/, 'x')                                  // expect: x本x
