// Inside the block the variable is a Work, after it the result; a Work kept elsewhere stays one; if the block raises they stay Works (R36).
let kept = []
concurrent {
    let a = spawn { sleep 0.01; 1 }
    say a isa Work                               // expect: true
    kept.push(a)
    say a.result + 1                             // expect: 2
}
say a, ' ', kept[0] isa Work, ' ', kept[0].result    // expect: 1 true 1
let b = nil
try {
    concurrent {
        let x = spawn { 5 }
        x.result
        die 'out' if (b = x)
    }
} catch e { say e.message }                      // expect: out
say b isa Work, ' ', b.status                    // expect: true Done
let works = []
concurrent { for ^3 -> i { let w = spawn { i }; works.push(w) } }
say works.map {|w| w.result }                    // expect: [0, 1, 2]
