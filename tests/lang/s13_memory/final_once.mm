// final runs once, after the instance became unreachable.
our log = []
class R { meth final { log.push('final') } }
fn use_one { R.new; nil }
use_one()
GC.collect
GC.collect
say log                          // expect: ['final']
