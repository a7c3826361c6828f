#!/usr/bin/env python3
"""A runtime in which everybody waits uses no CPU: 100,000 sleeping maatines cost under 0.5 % of a core, measured by the kernel's own
count of the process's time. And after work the schedulers fall asleep again (scale-down). A part of them had much memory before: they
have given it back without being asked.

MAAT is the binary (default build/opt/maat). Prints "N passed, M failed" as its last line.
"""
import os
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAAT = os.path.abspath(os.environ.get('MAAT', os.path.join(TOP, 'build', 'opt', 'maat')))
SLOW = os.environ.get('MAAT_BUILD', 'opt') in ('stress', 'asan', 'tsan')
SCALE = float(os.environ.get('MAAT_TIME_SCALE', '1'))
COUNT = 4000 if SLOW else 100000
GROWN = 200
SECONDS = 3.0

PROGRAM = '''
fn churn { (^5000).map({|k| "text {k}" }).len }
// Registers that a call has left behind may still refer to what it made: other values take their place.
fn forget(a, b, c, d) { [a, b, c, d].map({|x| x + a + b + c + d }).len }
for (1..%d) -> i { ma { sleep 100_000 + i } }
let grown = (1..%d).map {|i| ma { churn(); forget(1, 2, 3, 4); sleep 100_000 + i } }
fn held { grown.map({|p| Ma.info(p, 'memory') }).sum }
let most = held()
// Work for all schedulers, which then have nothing to do.
let me = Ma.self
for (1..8) { ma { let n = 0; for (1..20_000) -> k { n += k }; me <- n } }
for (1..8) { receive { when Num {} } }
let left = held()
for ^1000 { break if left < 4000 * grown.len; sleep 0.05; left = held() }
say most > 20_000 * grown.len && left < 4000 * grown.len ? 'idle' : "{most} bytes before, {left} now"
sleep %g
let asleep = Sys.schedulers.grep({|s| s['asleep'] }).len
say asleep == Sys.schedulers.len - 1
exit 0
'''


def cpu_ns(pid):
    total = 0
    for task in os.listdir('/proc/%d/task' % pid):
        with open('/proc/%d/task/%s/schedstat' % (pid, task), encoding='ascii') as f:
            total += int(f.read().split()[0])
    return total


def main():
    env = {k: v for k, v in os.environ.items() if k != 'MAAT_FLAGS'}
    source = PROGRAM % (COUNT, GROWN, SECONDS + 2)
    p = subprocess.Popen([MAAT, '--idle-shrink', '0.3', '-e', source], env=env, stdout=subprocess.PIPE, text=True)
    passed = failed = 0
    try:
        line = p.stdout.readline()
        if line == 'idle\n':
            passed += 1
        else:
            failed += 1
            print('FAILED: maatines that wait keep their memory: %r' % line)
        time.sleep(1)
        start, before = time.monotonic(), cpu_ns(p.pid)
        time.sleep(SECONDS)
        used, took = cpu_ns(p.pid) - before, time.monotonic() - start
        share = used / 1e9 / took
        print('%d sleeping maatines: %.4f %% of a core' % (COUNT, share * 100))
        # Sanitizers have threads of their own.
        if share < (0.05 if SLOW else 0.005):
            passed += 1
        else:
            failed += 1
            print('FAILED: an idle program uses %.2f %% of a core' % (share * 100))
        out, _ = p.communicate(timeout=60 * SCALE)
        if out == 'true\n' and p.returncode == 0:
            passed += 1
        else:
            failed += 1
            print('FAILED: not all other schedulers are asleep: %r, status %d' % (out, p.returncode))
    finally:
        p.kill()
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
