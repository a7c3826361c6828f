// A maatine that ends inside such a statement leaves the old value and frees the variable.
// flags: --sched-seed 7
shared let x = 1
let p = ma { x = x + receive { when 'n' { 5 } } }
sleep 0.03
Ma.exit(p, 'kill')
p.join
x += 1
say x                            // expect: 2
