// A for over a Map gives key and value; one name gets the key (R29).
let m = {a => 1, b => 2}
for m -> k, v { print k, '=', v, ' ' }
say '|' // expect: a=1 b=2 |
for m -> k { print k }
say ''  // expect: ab
