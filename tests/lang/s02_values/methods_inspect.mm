// .^name .^class of values.
say 5.^name, ' ', 5.^class, ' ', 's'.^class == Str  // expect: Num Num true
say 5 isa Num, ' ', 's' isa Num, ' ', [] isa Array, ' ', nil isa Nil  // expect: true false true true
