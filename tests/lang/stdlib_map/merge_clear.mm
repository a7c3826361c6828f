// merge gives a new Map, clear empties.
let a = {x => 1, y => 2}
let b = a.merge({y => 3, z => 4})
say b, ' ', a          // expect: {x => 1, y => 3, z => 4} {x => 1, y => 2}
a.clear
say a, a.len           // expect: {}0
