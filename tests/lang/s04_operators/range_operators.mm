// .. and ..^ need Nums (R92).
try { 'a'..'c' } catch TypeError { say 'strings' }   // expect: strings
try { nil..3 } catch TypeError { say 'nil' }         // expect: nil
say (1..^4).array, ' ', (3..1).array                 // expect: [1, 2, 3] []
say (1.5..4).array                                   // expect: [1.5, 2.5, 3.5]
