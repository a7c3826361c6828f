// The call that starts a maatine is laid out while its heap may collect: the tasklocals behind it are still found.
tasklocal let request = 'r' * 3
Ma.register('top', Ma.self)
let p = Ma.spawn({|*xs| Ma.send(Ma.whereis('top'), "{request} {xs.len}") }, args => (1..40).map {|i| [i] })
// expect: rrr 40
receive { when s { say s } }
