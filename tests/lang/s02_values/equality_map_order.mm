// == of Maps and Sets does not look at the order (R87).
say {a => 1, b => 2} == {b => 2, a => 1}   // expect: true
say {a => 1, b => 2} == {b => 2, a => 3}   // expect: false
say {a => nil} == {b => nil}               // expect: false
