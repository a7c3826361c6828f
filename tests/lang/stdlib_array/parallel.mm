// pmap pgrep preduce(init): results in order.
let a = (^100).array
say a.pmap({|x| x * x }) == a.map({|x| x * x })        // expect: true
say a.pgrep({|x| x % 10 == 0 })                        // expect: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]
say a.preduce(0) {|x, y| x + y }                       // expect: 4950
