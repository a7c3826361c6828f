// A maatine that exceeds its max_heap ends alone with MemoryError.
// timeout: 10
let p = Ma.spawn({|| let xs = []; loop { xs.push([1, 2, 3]) } }, max_heap => 400000, monitor => true)
receive { when ['DOWN', _, _, why] { say why isa MemoryError } }   // expect: true
say 'main goes on'                                                 // expect: main goes on
