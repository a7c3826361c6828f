// state keeps its value between calls of its function.
fn next_id {
    state n = 0
    n++
    n
}
say next_id(), next_id(), next_id() // expect: 123
