// loop (let i ...) has a new i in every turn with the value the last one left (R29).
let seen = []
loop (let i = 0; i < 10; i++) { seen.push(i); i = i + 2 }
say seen // expect: [0, 3, 6, 9]
