// What is not shared is copied when the task starts (R3).
let xs = [1]
concurrent { let n = spawn { xs.len }; xs.push(2) }
say n <= 2, ' ', xs                        // expect: true [1, 2]
