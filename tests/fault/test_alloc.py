#!/usr/bin/env python3
"""Lets allocations of tests/fault/scenario.mm fail: the n-th, or each n-th; of results.mm: some in a row. Only builds with checks can
do that (vm/maatine/fault.h).

Each run must reach its end, or end with status 1 and a message about memory; never by a signal, a failed check or a sanitizer's
report, never hang, and never leave anything allocated. A sample that differs from run to run of the suite by nothing: the numbers are
fixed. `tests/fault/test_alloc.py 1 2000` goes through all numbers from 1 to 2000.
Prints "N passed, M failed" as its last line.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAAT = os.path.abspath(os.environ.get('MAAT', os.path.join(TOP, 'build', 'debug', 'maat')))
BUILD = os.environ.get('MAAT_BUILD', 'debug')
SCALE = float(os.environ.get('MAAT_TIME_SCALE', '1'))
FAULT = os.path.join(TOP, 'tests', 'fault')
CLEAR = re.compile(r'MemoryError|StackError|out of memory|memory for|stack is exhausted')
# Kept by threads for reuse in the debug and tsan builds: what is left says nothing there.
KEPT = BUILD in ('debug', 'tsan')


def run(case):
    """None when it passed, else what is wrong."""
    program, which = case
    env = dict(os.environ, MAAT_FAIL_ALLOC=str(which))
    env.pop('MAAT_FLAGS', None)
    env.setdefault('ASAN_OPTIONS', 'detect_leaks=0:allocator_may_return_null=1:exitcode=99')
    with tempfile.TemporaryDirectory() as folder:
        try:
            p = subprocess.run([MAAT, 'run', '--schedulers=2', '--crash-reports=no', '--dump=', os.path.join(FAULT, program)], cwd=folder, env=env,
                               stdin=subprocess.DEVNULL, capture_output=True, text=True, errors='replace', timeout=100 * SCALE)
        except subprocess.TimeoutExpired:
            return '%s %s: hangs' % case
    left = [] if KEPT else [line for line in p.stderr.splitlines() if line.endswith(' are left')]
    ended = p.returncode == 0 and p.stdout == 'the end\n'
    if (ended or (p.returncode == 1 and CLEAR.search(p.stderr))) and not left:
        return None
    return '%s %s: status %s, output %r, errors %r' % (program, which, p.returncode, p.stdout[-100:], p.stderr[-1500:])


def cases():
    if len(sys.argv) > 2:
        return [(p, n) for n in range(int(sys.argv[1]), int(sys.argv[2]) + 1) for p in ('scenario.mm', 'results.mm')]
    once = [10 ** 9] + list(range(1, 8)) + [11 * 3 ** k // 2 ** k for k in range(1, 14)]
    return ([('scenario.mm', n) for n in once + ['/3', '/7', '/20', '/61', '/150']] +
            [('results.mm', '%d:%d' % (n, k)) for k in (8, 16) for n in range(1, 300, 10)])


def main():
    if BUILD == 'opt':
        print('skipped: no allocation can be made to fail in this build')
        print('0 passed, 0 failed, 1 skipped')
        return
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        wrong = [w for w in pool.map(run, cases())]
    for w in filter(None, wrong):
        print('FAILED ' + w, flush=True)
    failed = sum(w is not None for w in wrong)
    print('%d passed, %d failed' % (len(wrong) - failed, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
