// The copy of a function that shares a variable may collect: a name that was just built must still be read rightly after it.
for 1..40 -> i {
    let n = 0
    let f = { n = n + i; receive { when 'end' { n } } }
    let p = Ma.spawn(f, name => "worker number {i}", label => "label {i}")
    n = n + 1
    assert_eq Ma.whereis("worker number {i}"), p
    p <- 'end'
    p.join
    assert_eq n, i + 1
}
say Ma.registered         // expect: []
