// Σ is sum, Π is prod.
say Σ [1, 2, 3]  // expect: 6
say Π [2, 3, 4]  // expect: 24
