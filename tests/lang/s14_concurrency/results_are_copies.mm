// What tasks, Works and channels give is nobody else's: cycles, shared parts, several readers, large values.
concurrent { let a = spawn { let m = {k => [1, 2]}; m<self> = m; m } }
say a<self> === a, ' ', a<k>    // expect: true [1, 2]
let w = Work.does { [1, [2]] }
let r1 = w.result
let r2 = w.result
r1[1].push(3)
say r1, ' ', r2, ' ', w.result     // expect: [1, [2, 3]] [1, [2]] [1, [2]]
let c = Chan.new(buffer => 2)
let v = [1]
c <- v
v.push(2)
c <- v
say <-c, ' ', <-c     // expect: [1] [1, 2]
let big = (^50_000).map {|i| {n => i} }
concurrent { let b = spawn { big.map {|m| m<n> }.sum } }
say b       // expect: 1249975000
concurrent { let b2 = spawn { big } }
say b2.len, ' ', b2[49_999]<n>, ' ', b2 == big     // expect: 50000 49999 true
