// ≤ ≥ ≠ are <= >= !=
say 1 ≤ 1, 2 ≤ 1 // expect: truefalse
say 1 ≥ 2, 2 ≥ 2 // expect: falsetrue
say 1 ≠ 2, 1 ≠ 1 // expect: truefalse
say 1 < 2 ≤ 2    // expect: true
