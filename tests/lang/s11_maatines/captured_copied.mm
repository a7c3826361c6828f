// What a ma body captured without assigning it is a copy (R3).
let log = []
let p = ma { log.push(1) }
p.join
say log                         // expect: []
