// shared let shares what is only mutated (R3).
shared let log = []
let ps = ma for ^5 -> i { log.push(i) }
for ps -> p { p.join }
say log.sort    // expect: [0, 1, 2, 3, 4]
