// What test_dis_moves.py asks `maat dis --moves` about: `// WAY: ...` is what it says of the send in that line.
fn build(n) { (^n).map {|i| [i] } }
fn built(p) {
    p <- build(9)                       // WAY: moved, built here: what was built in line 4 is not used again
}
fn filled(p) {
    let a = []
    for ^9 -> i { a.push(i) }
    p <- ['rows', a]                    // WAY: moved, built here: what was built in line 9
}
fn forward(p) {
    receive {
        when [k, x] { p <- [k, x] }     // WAY: moved, forwarded: what was received in line 12 is not used again
        when x { p <- x }               // WAY: moved, forwarded: what was received in line 12 is not used again
    }
}
fn used(p) {
    let a = build(3)
    p <- a                              // WAY: copied: it is used again
    a.len
}
fn kept(p) {
    let all = []
    receive {
        when x {
            all.push(x)
            p <- x                      // WAY: copied: what was received in line 24 may be kept or changed by line 26
        }
    }
    all
}
fn frozen(p) {
    let t = build(3).freeze
    p <- t                              // WAY: frozen in line 33: shared by its count
    p <- ['table', t]                   // WAY: moved, built here: +; in it frozen in line 33: shared by its count
}
fn flat(p) {
    p <- Bytes.new(1000)                // WAY: flat, made in line 38: its bytes are shared, if they are many
    p <- ['text', "{p} and more"]       // WAY: copied: nothing in it +; in it flat, made in line 39: its bytes are shared
}
fn either(p, k) {
    let x = nil
    if k { x = 'a text'.freeze } else { x = [k] }
    p <- x                              // WAY: at run time: shared if it is frozen
}
fn anything(p, x) {
    p <- x                              // WAY: at run time: shared if it is frozen, its bytes if it is flat, else copied
}
fn constants(p) {
    p <- 5                              // WAY: a constant: nothing to copy
    p <- ['ok', 1]                      // WAY: copied: constants, laid straight into the message
}
const our T :im = [1]
our U = [1]
fn global(p) {
    p <- T                              // WAY: a package variable read in line 56: at run time: shared if it is frozen
    p <- ['k', U]                       // WAY: +; in it a package variable read in line 57: at run time: shared if it is frozen
}
let w = Work.does { build(5) }          // WAY: last value of the task anonymous: at run time: moved if it was built there
[1, 2].pmap {|n| build(n) }             // WAY: last value of the task anonymous: at run time: moved if
parallel for [1] -> n { build(n) }      // WAY: last value of the task anonymous: at run time: moved if
concurrent {
    let a = spawn build(3)              // WAY: last value of the task build: at run time: moved if
    let b = spawn w.result(5)           // WAY: last value of the task .result: at run time: moved if
}
