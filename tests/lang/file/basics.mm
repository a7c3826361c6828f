// Reading, writing and naming files.
use File
use Proc
let d = "/tmp/maat-test-{Proc.pid}"
File.mkdir("{d}/a/b", parents => true)
File.write("{d}/x.txt", "one\ntwo\r\nthree")
say File.read("{d}/x.txt").dump                 // expect: "one\ntwo\r\nthree"
say File.lines("{d}/x.txt")                     // expect: ['one', 'two', 'three']
File.append("{d}/x.txt", "\nfour\n")
say File.size("{d}/x.txt")                      // expect: 20
say File.is_file("{d}/x.txt"), File.is_folder(d), File.exists("{d}/nope")     // expect: truetruefalse
say File.stat("{d}/x.txt")<type>, ' ', File.stat("{d}/nope")                  // expect: file nil
say Time.now - File.stat("{d}/x.txt")<modified> < 60                          // expect: true
File.rename("{d}/x.txt", "{d}/y.txt")
say File.list(d)                                // expect: ['a', 'y.txt']
File.write("{d}/bin", b"\xff\xfe")
say File.read_bytes("{d}/bin")                  // expect: b"\xff\xfe"
try { File.read("{d}/bin") } catch IOError -> e { say e.message.has('invalid UTF-8 at byte 0') }   // expect: true
File.write("{d}/big", 'x' * 3_000_000)
say File.read("{d}/big").len                    // expect: 3000000
for ['y.txt', 'bin', 'big'] -> n { File.delete("{d}/{n}") }
File.rmdir("{d}/a/b")
File.rmdir("{d}/a")
File.rmdir(d)
say File.exists(d)                              // expect: false
