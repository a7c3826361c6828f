// Reading past the end gives nil; writing past the end fills with nil.
let a = [1, 2, 3]
say a[0], a[2], a[-1], a[-3]   // expect: 1331
say a[3], ' ', a[100]          // expect: nil nil
a[1] = 'x'
a[-1] = 'y'
say a                          // expect: [1, 'x', 'y']
a[5] = 6
say a                          // expect: [1, 'x', 'y', nil, nil, 6]
