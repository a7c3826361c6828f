// Only names, elements and fields can be assigned.
1 = 2
// expect error: :2:1: error: cannot assign to this
// expect status: 2
