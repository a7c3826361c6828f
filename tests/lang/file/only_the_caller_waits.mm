// While one maatine waits for a file others run; many at once are served.
use File
use Proc
let d = "/tmp/maat-test-{Proc.pid}"
File.mkdir(d)
let ps = ma for ^50 -> i { for ^10 -> k { File.append("{d}/{i}", "{k}\n") } }
for ps -> p { let why = p.join; say why unless why in ['normal', 'noproc'] }   // noproc: it has been gone for long
say (^50).all {|i| File.read("{d}/{i}") == (^10).map({|k| "{k}\n" }).join('') }     // expect: true
for File.list(d) -> n { File.delete("{d}/{n}") }
File.rmdir(d)
