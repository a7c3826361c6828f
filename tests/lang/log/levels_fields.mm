// Levels and fields, written in order at the end at the latest.
use Log
let me = Ma.self
Log.to('test', {|e| me <- [e<level>, e<text>, e<fields>] })
Log.remove('stderr')
Log.info('hello', user => 'ann', n => 1)
Log.debug('not shown')
Log.level('debug')
say Log.level                          // expect: debug
Log.debug({ "computed {1 + 1}" })
Log.within({request => 7}) { Log.warn('slow', ms => 9) }
Log.level('error')
Log.warn('not shown')
Log.error('bad')
Log.flush
for ^4 { say receive { when m { m } } after 5 { 'nothing' } }
// expect: ['info', 'hello', {user => 'ann', n => 1}]
// expect: ['debug', 'computed 2', {}]
// expect: ['warn', 'slow', {request => 7, ms => 9}]
// expect: ['error', 'bad', {}]
say receive { when m { m } } after 0 { 'no more' }      // expect: no more
try { Log.level('loud') } catch ArgumentError { say 'unknown level' }   // expect: unknown level
