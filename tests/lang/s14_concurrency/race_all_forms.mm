// Every mutation by name that the race rule knows (R35); the place is the variable; all are reported in one run.
let a = [1]
let m = {}
let n = 0
concurrent {
    spawn { a.push(1) }          // expect error: 6:13: error: data race
    spawn { a.pop }              // expect error: 7:13: error: data race
    spawn { a.shift }            // expect error: 8:13: error: data race
    spawn { a.unshift(1) }       // expect error: 9:13: error: data race
    spawn { a.splice(0, 1) }     // expect error: 10:13: error: data race
    spawn { m.del('x') }         // expect error: 11:13: error: data race
    spawn { m.clear }            // expect error: 12:13: error: data race
    spawn { a.append([1]) }      // expect error: 13:13: error: data race
    spawn { a.prepend([1]) }     // expect error: 14:13: error: data race
    spawn { m.set('k', 1) }      // expect error: 15:13: error: data race
    spawn { a[0] = 2 }           // expect error: 16:13: error: data race
    spawn { m<k> = 2 }           // expect error: 17:13: error: data race
    spawn { m{'a'}<b> += 2 }     // expect error: 18:13: error: data race
    spawn { n = 2 }              // expect error: 19:13: error: data race
    spawn { n += 2 }             // expect error: 20:13: error: data race
    spawn { n++ }                // expect error: 21:13: error: data race
    spawn { --n }                // expect error: 22:15: error: data race
}
