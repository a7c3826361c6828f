// Regexes are compiled with UTF and UCP (R27).
say 'ÄPFEL' =~ /äpfel/i, ' ', 'naïve' =~ /^\w+$/, ' ', "a\nb" =~ /a.b/s     // expect: true true true
say "x\ny".gmatch(/^\w/m)                                                   // expect: ['x', 'y']
say 'ab' =~ /A B/ix                                                         // expect: true
