#!/usr/bin/env python3
"""Runs random programs (gen.py) with two commands and reports where they differ.

    tests/fuzz/compare.py --maat build/opt/maat --reference 'COMMAND' [-n 200] [--first 1] [--size 12] [--keep FOLDER]

COMMAND is another implementation of the language, or the same one with other flags
(`build/opt/maat run --schedulers 1 --slice 7`); the path of the program is added at its end. Compared are standard
output and the exit status. Each program that differs is kept in FOLDER, with both outputs. Without --reference only
crashes, hangs and compile errors are found. A tool for people: no part of `make test`.
"""
import argparse
import concurrent.futures
import os
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from gen import Gen  # noqa: E402


def run(command, path, seconds):
    """(status, output, errors); status None: no end in time."""
    try:
        p = subprocess.run(command + [path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds)
        return p.returncode, p.stdout.decode('utf-8', 'replace'), p.stderr.decode('utf-8', 'replace')
    except subprocess.TimeoutExpired:
        return None, '', ''


def first_difference(a, b):
    x, y = a.split('\n'), b.split('\n')
    for i in range(max(len(x), len(y))):
        left, right = (t[i] if i < len(t) else '<end>' for t in (x, y))
        if left != right:
            return 'line %d: %r, reference %r' % (i + 1, left[:150], right[:150])
    return 'no difference'


def judge(got, want):
    """None when all is well, else one line of text."""
    status, out, err = got
    if status is None:
        return 'no end in time'
    if status < 0 or status > 1:
        return 'status %d: %s' % (status, err.strip()[:300])
    if want is None:
        return None
    if want[0] is None:
        return 'the reference did not end in time'
    if out != want[1]:
        return first_difference(out, want[1])
    if status != want[0]:
        return 'status %d, reference %d: %s' % (status, want[0], err.strip()[:300])
    return None


def one(seed, args, maat, reference, folder):
    path = os.path.join(folder, 'fuzz%d.mm' % seed)
    with open(path, 'w', encoding='utf-8') as f:
        f.write(Gen(seed, args.size, args.without.split(',')).program())
    got = run(maat, path, args.timeout)
    want = run(reference, path, args.timeout * 4) if reference else None
    wrong = judge(got, want)
    if wrong and args.keep:
        for ending, text in (('out', got[1] + got[2]), ('ref', want[1] + want[2] if want else '')):
            with open(path[:-2] + ending, 'w', encoding='utf-8') as f:
                f.write(text)
    else:
        os.remove(path)
    return seed, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('--maat', default='build/opt/maat')
    parser.add_argument('--flags', default='', help='more flags for maat run')
    parser.add_argument('--reference', default='')
    parser.add_argument('-n', type=int, default=200, help='how many programs')
    parser.add_argument('--first', type=int, default=1, help='the first seed')
    parser.add_argument('--size', type=int, default=12)
    parser.add_argument('--without', default='', help='features that the programs leave out (see gen.py)')
    parser.add_argument('--timeout', type=float, default=10)
    parser.add_argument('--keep', help='folder for the programs that differ')
    args = parser.parse_args()
    maat, reference = [args.maat, 'run'] + shlex.split(args.flags), shlex.split(args.reference)
    if args.keep:
        os.makedirs(args.keep, exist_ok=True)
    bad = 0
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(2) as pool:
        folder = args.keep or scratch
        for seed, wrong in pool.map(lambda s: one(s, args, maat, reference, folder), range(args.first, args.first + args.n)):
            if wrong:
                bad += 1
                print('seed %d: %s' % (seed, wrong), flush=True)
    print('%d programs, %d differ' % (args.n, bad))
    sys.exit(1 if bad else 0)


if __name__ == '__main__':
    main()
