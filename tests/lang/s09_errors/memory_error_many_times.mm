// The reserve for handlers is refilled when usage has fallen: memory may run out again and again.
fn greedy {
    let xs = []
    loop { xs.push([1, 2, 3]) }
}
fn deep(n) { 1 + deep(n + 1) }
let parent = Ma.self
fn handle(f, n) {
    let caught = 0
    for 1..n {
        try { f() } catch MemoryError { caught++ } catch StackError { caught++ }
    }
    parent <- caught
}
Ma.spawn(handle, args => [greedy, 250], max_heap => 200000)
receive { when n { say n } }            // expect: 250
Ma.spawn(handle, args => [{ deep(1) }, 250], max_heap => 200000)
receive { when n { say n } }            // expect: 250
