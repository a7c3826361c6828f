// A maatine that is killed while it works on a file leaves no trouble; its files are closed.
use File
use Proc
let path = "/tmp/maat-test-{Proc.pid}"
File.write(path, 'x' * 100_000)
for ^30 {
    let p = ma { loop { let h = File.open(path); h.read } }
    sleep Rand.num / 500
    Ma.exit(p, 'kill')
    p.join
}
sleep 0.05
say File.list('/proc/self/fd').len < 40      // expect: true
File.delete(path)
