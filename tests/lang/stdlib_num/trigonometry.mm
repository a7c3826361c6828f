// sin cos tan atan.
say 0.sin, ' ', 0.cos, ' ', 0.tan, ' ', 0.atan     // expect: 0 1 0 0
say 1.atan * 4                                     // expect: 3.141592653589793
say (1.sin ** 2 + 1.cos ** 2 - 1).abs < 1e-12      // expect: true
