#!/usr/bin/env python3
"""Runs all tests of one build and prints the totals: `N passed, N failed` as the last line.

    tests/run_tests.py --build opt --out build/opt [--only unit,lang,outside] [--filter TEXT] [-v]

unit      the Check programs build/<type>/tests/unit/<folder>/test_*; their summaries are added up, and a program
          that crashes or times out counts as one failure more
lang      the Maat programs of tests/lang, tests/regress and tests/limit (run_lang.py)
outside   tests/**/test_*.py and tests/**/test_*.sh, which drive programs from outside. They run in the top
          folder with MAAT (path of the binary), MAAT_BUILD and MAAT_TIME_SCALE in the environment; status 0 is passed,
          77 skipped; a last line `N passed, N failed` gives counts in its place
"""
import argparse
import concurrent.futures
import glob
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import run_lang  # noqa: E402
from run_lang import TOP, lines_of, run_limited, sanitizer_env, status_text, time_scale  # noqa: E402

UNIT_TIMEOUT = 120
OUTSIDE_TIMEOUT = 180
SUMMARY = re.compile(r'^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)')
TOTALS = re.compile(r'^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$')


def test_env(args):
    env = sanitizer_env()
    env['MAAT'] = os.path.join(TOP, args.out, 'maat')
    env['MAAT_BUILD'] = args.build
    env['MAAT_TIME_SCALE'] = str(time_scale(args.build))
    env['CK_DEFAULT_TIMEOUT'] = str(20 * time_scale(args.build))
    env.pop('CK_VERBOSITY', None)
    return env


def show(name, lines, limit=40):
    print('FAILED ' + name)
    for line in lines[-limit:]:
        print('    ' + line[:400])
    sys.stdout.flush()


def run_unit(args, path):
    name = os.path.relpath(path, os.path.join(TOP, args.out))
    if not os.path.exists(path):
        return name, 0, 1, 0, ['it is not built']
    status, out, _ = run_limited([path], UNIT_TIMEOUT * time_scale(args.build), test_env(args), merge=True)
    lines = lines_of(out)
    checks = failures = 0
    for m in filter(None, map(SUMMARY.match, lines)):
        checks += int(m.group(1))
        failures += int(m.group(2)) + int(m.group(3))
    passed, failed = checks - failures, failures
    if status is None:
        lines.append('timed out')
    elif status != 0:
        lines.append(status_text(status))
    if (status != 0 and failures == 0) or status is None:
        failed += 1
    elif checks == 0:
        lines.append('ran no check')
        failed += 1
    return name, passed, failed, 0, lines


# Skipped with gcc: they run some hundred programs, which run in the group `lang` there, in further modes that other builds have tried.
LONG = ('tests/lang/test_moves.py', 'tests/sched/test_replay.py')


def run_outside(args, path):
    name = os.path.relpath(path, TOP)
    if name in LONG and args.out.endswith('-gcc'):
        return name, 0, 0, 1, []
    command = ['python3' if path.endswith('.py') else 'bash', path]
    status, out, _ = run_limited(command, OUTSIDE_TIMEOUT * time_scale(args.build), test_env(args), merge=True)
    lines = lines_of(out)
    if status == 77:
        return name, 0, 0, 1, lines
    m = TOTALS.match(lines[-1]) if lines else None
    if m and status is not None:
        passed, failed, skipped = int(m.group(1)), int(m.group(2)), int(m.group(3) or 0)
        if status != 0 and failed == 0:
            lines.append(status_text(status))
            failed = 1
        return name, passed, failed, skipped, lines
    lines.append('timed out' if status is None else status_text(status))
    return name, int(status == 0), int(status != 0), 0, lines


def run_group(args, run, paths, workers):
    totals = [0, 0, 0]
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for name, passed, failed, skipped, lines in pool.map(lambda p: run(args, p), paths):
            if failed:
                show(name, lines)
            elif args.verbose:
                print('%s: %d passed' % (name, passed), flush=True)
            totals = [totals[0] + passed, totals[1] + failed, totals[2] + skipped]
    return totals


def find_unit(args):
    """The programs of the sources that exist: the folder may hold what was built from others."""
    sources = sorted(glob.glob(os.path.join(TOP, 'tests', 'unit', '**', 'test_*.c'), recursive=True))
    return [os.path.join(TOP, args.out, os.path.relpath(s, TOP)[:-2]) for s in sources if args.filter in s]


def find_outside(args):
    found = []
    for ending in ('py', 'sh'):
        found += glob.glob(os.path.join(TOP, 'tests', '**', 'test_*.' + ending), recursive=True)
    return [p for p in sorted(found) if args.filter in p]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('--build', default='opt')
    parser.add_argument('--out')
    parser.add_argument('--only', default='unit,lang,outside')
    parser.add_argument('--filter', default='', help='only paths that contain this')
    parser.add_argument('-v', '--verbose', action='store_true')
    args = parser.parse_args()
    args.out = args.out or os.path.join('build', args.build)
    maat = os.path.join(TOP, args.out, 'maat')

    totals = [0, 0, 0]
    for group in args.only.split(','):
        start = time.monotonic()
        if group == 'unit':
            counts = run_group(args, run_unit, find_unit(args), 2)
        elif group == 'lang' and not os.path.exists(maat):
            print('lang: there is no %s' % maat)
            counts = [0, 1, 0]
        elif group == 'lang':
            programs = [p for p in run_lang.find_programs(run_lang.DEFAULT_PATHS) if args.filter in p]
            counts = run_lang.run_all(maat, args.build, programs, args.verbose)
        elif group == 'outside':
            # One at a time: they measure time and open ports.
            counts = run_group(args, run_outside, find_outside(args), 1)
        else:
            sys.exit('run_tests.py: no group of tests is called %s' % group)
        print('%s (%s): %s in %.1fs' % (group, args.build, run_lang.totals_line(*counts),
                                        time.monotonic() - start), flush=True)
        totals = [a + b for a, b in zip(totals, counts)]
    print(run_lang.totals_line(*totals))
    sys.exit(1 if totals[1] or not totals[0] else 0)


if __name__ == '__main__':
    main()
