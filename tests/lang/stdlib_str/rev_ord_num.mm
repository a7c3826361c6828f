// rev, ord, num.
say 'abc'.rev, ' ', '日本語'.rev, ' ', ''.rev.len          // expect: cba 語本日 0
say 'A'.ord, ' ', '€uro'.ord, ' ', '😀'.ord               // expect: 65 8364 128512
say '42'.num, ' ', '-1.5'.num, ' ', '1e3'.num, ' ', '123456789012345678901'.num   // expect: 42 -1.5 1000 123456789012345678901
say 'abc'.num, ' ', ''.num, ' ', '12x'.num                // expect: nil nil nil
say '42'.num + 1                                          // expect: 43
