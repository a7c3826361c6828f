// The rule holds in functions nested in the body too (R35).
let total = 0
concurrent { spawn { [1].each {|x| total = x } } }
// expect error: :3:36: error: data race: 'total'
// expect status: 2
