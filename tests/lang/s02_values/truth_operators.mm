// ! gives a Bool, && || and or give a side.
say !0, !1, !nil, ![]           // expect: truefalsetruefalse
say 1 && 2, ' ', 0 && 2         // expect: 2 0
say 1 || 2, ' ', '' || 'x'      // expect: 1 x
say nil \\ 5, ' ', false \\ 5   // expect: 5 false
