// A text that does not fit into max_heap is a MemoryError, and harms nobody else.
use Json (parse)
let text = '[' + '"0123456789",' * 200_000 + '1]'
let (p, ref) = (Ma.spawn({ try { parse(text); 'fits' } catch MemoryError { exit_ma('memory') } }, monitor => true, max_heap => 6_000_000)*)
say receive { when ['DOWN', (ref), _, why] { why } }      // expect: memory
say parse(text).len                                       // expect: 200001
