// exit without a number is 0 (R73).
say 'a'     // expect: a
exit
say 'b'
