// The loop variable is new in every turn (R29).
let fs = []
for ^3 -> i { fs.push({|| i }) }
say fs.map {|f| f() }  // expect: [0, 1, 2]
let gs = []
loop (let i = 0; i < 3; i++) { gs.push({|| i }) }
say gs.map {|f| f() }  // expect: [0, 1, 2]
