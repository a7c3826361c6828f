#!/usr/bin/env python3
"""Replayed schedules, from outside: the same seed gives the same run, other seeds give other runs, the clock is simulated,
and `maat test --schedules` finds what depends on the order.

MAAT is the binary (default build/opt/maat). Prints "N passed, M failed" as its last line.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, 'tests'))
from run_lang import Expectations  # noqa: E402

MAAT = os.path.abspath(os.environ.get('MAAT', os.path.join(TOP, 'build', 'opt', 'maat')))
SCALE = float(os.environ.get('MAAT_TIME_SCALE', '1'))
FOLDERS = ['s11_maatines', 's12_shared', 's14_concurrency', 'agent', 'dynamic_supervisor', 'server', 'supervisor', 'timer']
# Programs whose answer is the outside's, or that ask for the real clock or the memory in use.
OUTSIDE = re.compile(r'Proc\b|Net::|File\b|Sys\.|stdin|GC\.|memory')
passed = failed = 0


def check(name, ok, detail=''):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print('FAILED %s %s' % (name, detail))


def maat(*words, stdin=b''):
    env = {k: v for k, v in os.environ.items() if k != 'MAAT_FLAGS'}
    p = subprocess.run([MAAT] + list(words), cwd=TOP, env=env, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       timeout=100 * SCALE, check=False)
    return p.returncode, p.stdout.decode('utf-8', 'replace'), p.stderr.decode('utf-8', 'replace')


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)
    return path


def replayed(folder, path, seed, *flags):
    """Status, output, errors and event log of one run."""
    log = os.path.join(folder, 'log')
    out = maat('run', '--sched-seed', str(seed), '--sched-log', log, *flags, path)
    with open(log, encoding='utf-8') as f:
        return out + (f.read(),)


def same_twice(folder):
    """Programs of the language's own tests, each twice under one seed."""
    programs = [p for f in FOLDERS for p in sorted(glob.glob(os.path.join(TOP, 'tests', 'lang', f, '*.mm')))
                if os.path.basename(p)[0].islower()]
    programs = programs[::int(2 * SCALE)]
    ran = 0
    for n, path in enumerate(programs):
        e = Expectations(path)
        with open(path, encoding='utf-8') as f:
            if e.skip or e.stdin or e.args or e.env or OUTSIDE.search(f.read()):
                continue
        ran += 1
        first, second = (replayed(folder, path, n + 1, *e.flags) for _ in range(2))
        name = os.path.relpath(path, TOP)
        check('same log: ' + name, first[3] == second[3])
        check('same output: ' + name, first[:3] == second[:3])
        check('status: ' + name, first[0] == e.status, first[2][-300:])
    check('enough programs', ran >= len(programs) // 2, str(ran))


ORDER = '''
let me = Ma.self
for (1..4) -> i { ma { me <- i } }
say (1..4).map({ receive { when x { x } } }).join
'''


def seeds_differ(folder):
    path = write(folder, 'order.mm', ORDER)
    seen = set()
    for seed in range(1, 31):
        status, out, err = maat('run', '--sched-seed', str(seed), path)
        seen.add(out)
        check('order is one of the possible', status == 0 and sorted(out.strip()) == list('1234'), out + err)
    check('orders differ by seed', len(seen) >= 6, str(seen))


CLOCK = '''
let t0 = Time.mono
let day = Time.iso(Time.now)
for (1..3) -> i { ma { sleep 100_000 * i; say "woken {i} {((Time.mono - t0) / 100_000).round(3)}" } }
sleep 1e6
say day, ' ', Time.iso(Time.now)
receive { when 'never' {} after 3600 { say 'timed out' } }
say (1..3).map { Rand.int(1_000_000) }
'''


def clock(folder):
    path = write(folder, 'clock.mm', CLOCK)
    start = time.monotonic()
    status, out, err = maat('run', '--sched-seed', '7', path)
    lines = out.split('\n')
    check('eleven days pass', status == 0 and lines[:5] == [
        'woken 1 1', 'woken 2 2', 'woken 3 3', '2026-01-01T00:00:00Z 2026-01-12T13:46:40Z', 'timed out'], out + err)
    check('and take no time', time.monotonic() - start < 20 * SCALE)
    check('Rand is drawn from the seed', maat('run', '--sched-seed', '7', path)[1] == out)
    check('and differs by seed', maat('run', '--sched-seed', '8', path)[1] != out)


DEADLOCK = '''
let a = ma { receive { when 'x' {} } }
receive { when 'y' {} }
'''


def ends(folder):
    path = write(folder, 'deadlock.mm', DEADLOCK)
    status, _, err = maat('run', '--sched-seed', '3', path)
    check('everybody waits', status == 3 and 'all maatines are waiting' in err, '%s %s' % (status, err))
    status, _, err = maat('run', '--sched-seed', '3', '--sched-log', os.path.join(folder, 'no', 'log'), path)
    check('a log that cannot be written', status == 2 and 'cannot write' in err, err)
    path = write(folder, 'dies.mm', 'ma { die "a" }\nsleep 5\ndie "b"\n')
    check('an error ends it', maat('run', '--sched-seed', '3', path)[0] == 1)


SOCKETS = '''
use Net::Tcp
let me = Ma.self
ma {
    let server = Net::Tcp.listen('127.0.0.1', 0)
    me <- server.port
    let c = server.accept
    for (1..5) { c.write("<{c.read_line}>\\n") }
}
let c = Net::Tcp.connect('127.0.0.1', receive { when Num -> port { port } })
for (1..5) -> i { sleep 0.01; c.write("{i}\\n"); say c.read_line }
c.close
'''


def outside(folder):
    """Real sockets and files work; their timing is the world's."""
    path = write(folder, 'sockets.mm', SOCKETS)
    status, out, err = maat('run', '--sched-seed', '5', path)
    check('sockets', status == 0 and out == ''.join('<%d>\n' % i for i in range(1, 6)), out + err)
    path = write(folder, 'file.mm', "use File\nFile.write('%s', 'abc')\nsay File.read('%s')\n" % ((folder + '/f',) * 2))
    check('files', maat('run', '--sched-seed', '5', path)[1] == 'abc\n')


OBSERVER = '''
use Observer
say Observer.top('mailbox', n => 1, window => 2).len
try { Observer.eval('6 * 7') } catch ArgumentError -> e { say e.message }
'''


def observer(folder):
    """What an observer waits for passes on the simulated clock, or is refused."""
    path = write(folder, 'observer.mm', OBSERVER)
    status, out, err = maat('run', '--sched-seed', '5', path)
    check('observer', status == 0 and out == '1\neval waits for another maatine, which a replayed schedule cannot\n', out + err)


# Wrong under some schedules only: two read before either writes.
LOST = '''
use Test (describe, it, is)
describe('a counter', {
    it('counts both', {
        let keeper = ma { let n = 0; loop { receive { when ['get', from] { from <- n } when ['set', x] { n = x } } } }
        let me = Ma.self
        for (1..2) -> i { ma { keeper <- ['get', Ma.self]; receive { when Num -> n { keeper <- ['set', n + 1]; me <- 'done' } } } }
        for (1..2) { receive { when 'done' {} } }
        keeper <- ['get', me]
        is(receive { when Num -> n { n } }, 2)
    })
})
'''


def schedules(folder):
    path = write(folder, 'lost_test.mm', LOST)
    status, out, err = maat('test', '--schedules', '40', path)
    found = re.search(r'maat run (--sched-seed \d+) (\S+)', out)
    check('a lost update is found', status == 1 and found and '0 passed, 1 failed in 1 file' in out, out + err)
    if found:
        status, again, _ = maat('run', *found.group(1).split(), found.group(2))
        check('and repeated', 'FAIL  a counter: counts both' in again and 'expected 2, got 1' in again, again)
    path = write(folder, 'good_test.mm', LOST.replace("is(receive { when Num -> n { n } }, 2)", "is(1, 1)"))
    status, out, err = maat('test', '--schedules', '5', path)
    check('five schedules of a good one', status == 0 and '5 schedules' in out and '1 passed, 0 failed' in out, out + err)
    path = write(folder, 'ends_test.mm', 'exit 4\n')
    check('a bad status', maat('test', '--schedules', '2', path)[0] == 1)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for part in (same_twice, seeds_differ, clock, ends, outside, observer, schedules):
            part(folder)
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
