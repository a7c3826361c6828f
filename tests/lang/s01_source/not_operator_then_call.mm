// In operand position !. is ! and a call on _ (R28).
say ['', 'a', ''].grep(:!.is_empty) // expect: ['a']
