// Open files: read, write, seek, lines, close.
use File
use Proc
let path = "/tmp/maat-test-{Proc.pid}.txt"
File.write(path, "one\ntwo\nthree")
File.open(path, 'r+') {|f|
    say f.read_line          // expect: one
    say f.read(3)            // expect: b"two"
    say f.tell               // expect: 7
    f.write('X', b"Y")
    f.seek(0)
    say f.read_str.dump      // expect: "one\ntwoXYhree"
    say f.read(1), f.read    // expect: nilb""
    f.seek(-2, from => 'end')
    say f.read_str           // expect: ee
}
say File.open(path) {|f| let n = 0; for f -> line { n += line.len }; n }     // expect: 12
let h = File.open(path, 'a')
h.write('!')
h.sync
h.close
h.close
try { h.write('x') } catch ClosedError -> e { say e.message }                // expect: the file is closed
say File.read(path).last(2)                                                  // expect: e!
try { File.open(path, 'x') } catch IOError -> e { say e.message.has('file already exists') }   // expect: true
try { File.open(path, 'q') } catch ArgumentError { say 'mode' }              // expect: mode
let r = File.open(path)
try { Ma.self <- r } catch TypeError { say 'cannot travel' }                 // expect: cannot travel
File.each_line(path, {|l| print l, ',' })
say ''                                                                       // expect: one,twoXYhree!,
File.delete(path)
