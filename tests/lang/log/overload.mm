// A flood is cut: memory stays bounded, what is dropped is counted, nobody waits.
use Log
let me = Ma.self
our seen = 0
our dropped = 0
our flooded = false
Log.remove('stderr')
Log.to('slow', {|e| while !flooded { sleep 0.01 }; seen += 1; dropped += e<fields><count> if e<text>.has('dropped') })
let t0 = Time.mono
for ^30_000 -> i { Log.info('flood') }
flooded = true
say Time.mono - t0 < 30                      // expect: true
Log.flush
Log.info('one more')
Log.flush
say dropped > 0, ' ', seen < 30_000          // expect: true true
