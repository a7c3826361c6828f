// __FILE__ is the path of the file, __LINE__ the line.
say __FILE__.ends('file_and_line.mm')   // expect: true
say __LINE__                            // expect: 3
fn f { __LINE__ }
say f()                                 // expect: 4
