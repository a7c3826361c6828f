// .clone is a deep copy that keeps sharing and cycles inside.
let x = [2]
let a = [1, x, x]
a.push(a)
let c = a.clone
c[1].push(9)
say c             // expect: [1, [2, 9], [2, 9], [...]]
say c[3] === c    // expect: true
say x             // expect: [2]
