// A tab counts as one column (R26).
	say	nope
// expect error: :2:6: error: 'nope' is not declared
// expect status: 2
