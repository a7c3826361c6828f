// Lines count in a file with carriage returns as well.
say nope
// expect error: :2:5: error: 'nope' is not declared
// expect status: 2
