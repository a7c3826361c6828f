#!/usr/bin/env python3
"""A native that holds its scheduler is reported by name (--long-run), one line at most for each native in a while; what takes its time
in slices is not.

MAAT is the binary (default build/opt/maat). Prints "N passed, M failed" as its last line.
"""
import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAAT = os.path.abspath(os.environ.get('MAAT', os.path.join(TOP, 'build', 'opt', 'maat')))
SCALE = float(os.environ.get('MAAT_TIME_SCALE', '1'))
SLOW = os.environ.get('MAAT_BUILD', 'opt') in ('stress', 'asan', 'tsan')
# A power of large numbers: one call of a library's.
HELD = '''
let e = 7 ** 1500
let n = 5 ** 30_000
let worker = Ma.spawn({ for (1..%d) { 3.powmod(e, n) } }, args => [], monitor => true, label => 'power')
receive { when ['DOWN', _r, _p, _why] {} }
say Sys.schedulers.map({|s| s['long_runs'] }).sum > 0
'''
BUSY = 'let n = 0\nfor (1..%d) -> i { n += i }\nsay n > 0\nsay Sys.schedulers.map({|s| s["long_runs"] }).sum\n'
passed = failed = 0


def check(name, ok, detail=''):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print('FAILED %s %s' % (name, detail))


def maat(source, *flags):
    env = {k: v for k, v in os.environ.items() if k != 'MAAT_FLAGS'}
    p = subprocess.run([MAAT, 'run', *flags, '/dev/stdin'], env=env, input=source, capture_output=True, text=True,
                       timeout=60 * SCALE, check=False)
    return p.returncode, p.stdout, p.stderr


def main():
    source = HELD % 4
    status, out, err = maat(source, '--long-run', '5')
    lines = re.findall(r'^maat: Num\.powmod has held scheduler \d+ for \d+ ms \(maatine \d+, power\)$', err, re.M)
    check('reported once', status == 0 and len(lines) == 1 and out == 'true\n', out + err)
    status, out, err = maat(source, '--long-run', '0')
    check('not when nobody asks', status == 0 and err == '' and out == 'false\n', out + err)
    status, out, err = maat(source, '--long-run', '5', '--log-level', 'error')
    check('not below the level of the log', status == 0 and err == '', err)
    status, out, err = maat(BUSY.replace('"', "'") % (300_000 if SLOW else 10_000_000), '--long-run', '5')
    check('slices are no long runs', status == 0 and out == 'true\n0\n' and err == '', out + err)
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
