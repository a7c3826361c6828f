// for without -> sets the topic _.
for [1, 2, 3] { print _ * 2, ' ' }
say '|' // expect: 2 4 6 |
