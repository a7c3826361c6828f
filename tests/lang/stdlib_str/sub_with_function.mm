// sub with a Fn calls it once.
say 'abcabc'.sub(/b(c)/, {|m| m.uc })     // expect: aBCabc
