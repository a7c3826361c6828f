#!/usr/bin/env python3
"""Runs tests/fault/ended.mm: maatines and tasks in all kinds of states are killed, ended by an exit signal, cancelled; afterwards as much
memory of each kind is allocated as before.

But for how the last thousand ended, exactly as much where threads keep nothing for reuse. Elsewhere what they keep makes some kilobytes, while each state
has hundreds. Prints "N passed, M failed" as its last line.
"""
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAAT = os.path.abspath(os.environ.get('MAAT', os.path.join(TOP, 'build', 'opt', 'maat')))
BUILD = os.environ.get('MAAT_BUILD', 'opt')
SCALE = float(os.environ.get('MAAT_TIME_SCALE', '1'))
PROGRAM = os.path.join(TOP, 'tests', 'fault', 'ended.mm')
KEPT = 4000 if BUILD == 'stress' else 50_000
SIZE = 100 if BUILD in ('stress', 'asan', 'tsan') else 200


# Copies in pieces, and in one go.
FLAGS = ['--long-copy=1'] if BUILD in ('opt', 'stress', 'asan') else []


def run():
    """None when it passed, else what is wrong."""
    command = [MAAT, 'run', '--schedulers=1', '--no-crash-reports', '--idle-shrink=0', *FLAGS, PROGRAM, str(KEPT), str(SIZE)]
    try:
        p = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors='replace', timeout=60 * SCALE)
    except subprocess.TimeoutExpired as e:
        return '%s: hangs after %r' % (command, e.stdout)
    if p.returncode == 0 and p.stdout == 'the end\n':
        return None
    return '%s: status %s, output %r, errors %r' % (command, p.returncode, p.stdout, p.stderr[-1500:])


def main():
    wrong = run()
    if wrong:
        print('FAILED ' + wrong, flush=True)
    print('%d passed, %d failed' % (not wrong, bool(wrong)))
    sys.exit(1 if wrong else 0)


if __name__ == '__main__':
    main()
