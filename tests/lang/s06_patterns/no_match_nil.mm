// With no arm and no default the value is nil.
say (given 5 { when 6 { 1 } })   // expect: nil
