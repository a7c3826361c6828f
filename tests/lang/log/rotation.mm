// A file that is full becomes path.1, then path.2; older ones go.
use Log
use File
use Proc
let path = "/tmp/maat-test-{Proc.pid}.log"
Log.remove('stderr')
Log.to_file(path, max_bytes => 200, keep => 2)
for ^20 -> i { Log.info("line {i}") }
Log.flush
say File.exists("{path}.1"), File.exists("{path}.2"), File.exists("{path}.3")      // expect: truetruefalse
let kept = File.lines("{path}.2").len + File.lines("{path}.1").len + File.lines(path).len
say kept in 9..18                                                                  // expect: true
say File.lines(path)[-1].has('line 19')                                            // expect: true
say File.size("{path}.1") <= 200                                                   // expect: true
Log.remove(path)
for ['', '.1', '.2'] -> s { File.delete("{path}{s}") }
