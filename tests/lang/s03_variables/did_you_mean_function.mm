// Close names of functions are named in the help.
fn calculate(x) { x }
say calcuate(1)
// expect error: :3:5: error: 'calcuate' is not declared
// expect error: help: did you mean 'calculate'?
// expect status: 2
