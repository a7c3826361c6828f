// After proceed the value is that of the later arm, nil when there is none.
say (given 5 { when Num { proceed } when 5 { 'five' } })   // expect: five
say (given 5 { when Num { proceed } })                     // expect: nil
