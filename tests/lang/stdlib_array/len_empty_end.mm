// len is_empty end.
say [1, 2].len, ' ', [].is_empty, ' ', [nil].is_empty, ' ', [5, 6, 7].end   // expect: 2 true false 2
