#!/usr/bin/env python3
"""Runs tests/fault/tasks.mm: random trees of scopes and tasks, whose ends are compared with a model.

With threads as they come, where the memory is compared, too, and with seeded schedules and a simulated clock. Prints "N passed, M failed" as its last
line. Many more seeds: tests/fault/test_tasks.py SEEDS.
"""
import concurrent.futures
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAAT = os.path.abspath(os.environ.get('MAAT', os.path.join(TOP, 'build', 'opt', 'maat')))
BUILD = os.environ.get('MAAT_BUILD', 'opt')
SCALE = float(os.environ.get('MAAT_TIME_SCALE', '1'))
PROGRAM = os.path.join(TOP, 'tests', 'fault', 'tasks.mm')
SEEDS = int(sys.argv[1]) if len(sys.argv) > 1 else 40 if BUILD in ('stress', 'asan', 'tsan') else 120
KEPT = 4000 if BUILD == 'stress' else 20_000 + 10 * SEEDS


def cases():
    """Arguments of maat."""
    half, part = SEEDS // 2, max(1, SEEDS // 8)
    yield ['--schedulers=2'], [1, half, 'real', KEPT]
    yield ['--schedulers=1'], [half + 1, SEEDS, 'real', KEPT]
    for i in range(8):
        yield [f'--sched-seed={i + 1}'], [1000 * i, 1000 * i + part, 'simulated']


def run(case):
    """None when it passed, else what is wrong."""
    flags, args = case
    command = [MAAT, 'run', '--no-crash-reports', *flags, PROGRAM, *map(str, args)]
    try:
        p = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors='replace', timeout=60 * SCALE)
    except subprocess.TimeoutExpired as e:
        return '%s: hangs after %r' % (command, e.stdout)
    if p.returncode == 0 and p.stdout == '0 wrong\n':
        return None
    return '%s: status %s, output %r, errors %r' % (command, p.returncode, p.stdout[-3000:], p.stderr[-1500:])


def main():
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, cases()))
    for wrong in results:
        if wrong:
            print('FAILED ' + wrong, flush=True)
    failed = sum(1 for r in results if r)
    print('%d passed, %d failed' % (len(results) - failed, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
