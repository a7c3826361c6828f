// Every error of the OS is an IOError with the operation, the path and the OS's words.
use File
fn err(f) { try { f() } catch IOError -> e { say e.message } }
err({ File.read('/nope') })                 // expect: open /nope: no such file or directory
err({ File.read('/tmp') })                  // expect: read /tmp: illegal operation on a directory
err({ File.lines('/nope') })                // expect: open /nope: no such file or directory
err({ File.write('/nope/x', 'a') })         // expect: open /nope/x: no such file or directory
err({ File.open('/nope') })                 // expect: open /nope: no such file or directory
err({ File.delete('/nope') })               // expect: delete /nope: no such file or directory
err({ File.rename('/nope', '/x') })         // expect: rename /nope: no such file or directory
err({ File.mkdir('/tmp') })                 // expect: mkdir /tmp: file already exists
err({ File.rmdir('/nope') })                // expect: rmdir /nope: no such file or directory
err({ File.list('/nope') })                 // expect: list /nope: no such file or directory
err({ File.size('/nope') })                 // expect: stat /nope: no such file or directory
err({ File.read("/etc/passwd/x") })         // expect: open /etc/passwd/x: not a directory
try { File.read("a\0b") } catch ArgumentError { say 'NUL' }      // expect: NUL
try { File.read(5) } catch TypeError -> e { say e.message }      // expect: the path must be Str, not Num
try { File.write('/tmp/x', 5) } catch TypeError -> e { say e.message }   // expect: the data must be Str or Bytes, not Num
