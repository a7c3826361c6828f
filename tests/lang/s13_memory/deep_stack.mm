// Collections look only at the part of a deep stack that may have changed. What the frames below hold has to stay alive and right
// whatever leaves them: returns, errors, loops that write to the registers of a frame further down, tail calls.
fn garbage(n) {
    let s = 0
    for ^n -> i { s += [i, [i], "{i}"].len }
    s
}

// Each frame holds an array, and changes it on its way back.
fn down(n) {
    if n == 0 { garbage(2000); return [0, 'end'] }
    let mine = [n, "frame {n}"]
    let r = down(n - 1)
    garbage(20) if n % 50 == 0
    r[0] += mine[0]
    r[1] = mine[1]
    r
}
say down(3000)                                  // expect: [4501500, 'frame 3000']

// Up and down around the same depth, with new values in old frames.
fn saw(n, turns) {
    let mine = [n]
    if n == 0 { return 0 }
    let sum = 0
    for ^turns {
        sum += saw(n - 1, n % 97 == 0 ? 2 : 1)
        mine = [mine[0], sum % 1000]
        garbage(5)
    }
    sum + mine[0]
}
say saw(600, 1) > 0                             // expect: true

// Errors pass many frames at once, or one at a time.
fn fails(n, catcher) {
    let mine = ["held {n}"]
    if n == 0 { garbage(500); die 'bottom' }
    if n == catcher {
        try { fails(n - 1, catcher) }
        catch e { garbage(500); return [mine[0], e.message, n] }
    }
    let r = fails(n - 1, catcher)
    garbage(3)
    r.push(mine[0]) if n % 500 == 0
    r
}
say fails(2500, 2400).len                       // expect: 4
say fails(2500, 100)[0]                         // expect: held 100
fn passes_on(n) {
    let mine = [n]
    if n == 0 { die '' }
    try { passes_on(n - 1) }
    catch e { garbage(2); die "{mine[0] - n}{e.message}" }
}
try { passes_on(1500) } catch e { say e.message.len }         // expect: 1500

// The body of a loop over an instance runs in a copy of the frame, which is written back to a frame further down.
class Deep { field n :ro
    meth each_item(f) { each_from(n, f) }
}
fn each_from(n, f) {
    let mine = [n]
    if n == 0 { return 0 }
    f(n) if n % 10 == 0
    each_from(n - 1, f) + mine[0] - n
}
let seen = []
let last = nil
for Deep.new(n => 1500) -> v {
    last = ["item {v}"]
    seen.push(v) if v % 300 == 0
    garbage(10)
}
say seen, ' ', last                             // expect: [1500, 1200, 900, 600, 300] ['item 10']
let found = nil
for Deep.new(n => 1500) -> v {
    found = [v]
    garbage(10)
    break if v == 700
}
say found                                       // expect: [700]

// A tail call takes the place of a frame.
fn turn(n, acc) {
    if n == 0 { return acc }
    garbage(1)
    turn(n - 1, [acc[0] + 1])
}
fn under(n) {
    let mine = [n]
    if n == 0 { return turn(3000, [0]) }
    let r = under(n - 1)
    [r[0] + mine[0] - n]
}
say under(1200)                                 // expect: [3000]
