// Echoes lines of standard input while a second maatine counts; for test_stdin.py.
use Proc
our ticks = 0
detach count()
fn count { loop { sleep 0.01; ticks += 1 } }
for Proc.lines -> line { say line, ' ', ticks > 0 }
say 'end'
