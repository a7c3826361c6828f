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
import resource
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


# They look at the tree and at the tools beside it: the build that they run in is all the same to them.
OF_NO_BUILD = ('tests/bench/test_harness.py', 'tests/test_drivers.py', 'tests/test_rules_doc.py', 'tests/test_sharing_doc.py')
# What runs from outside with gcc: the second compiler is to find no warning, and code that means the same to it, which the groups unit
# and lang show. Of the rest it runs what depends on the code that was made of a C source: how much stack a function takes, doubles.
WITH_GCC = ('tests/lang/s16_cli/', 'tests/lib/', 'tests/limit/test_limits.py', 'tests/test_stdlib_docs.py')
# Beside nothing else: they take as many processors and as much memory as there are, or ask what is used.
ALONE = ('tests/limit/test_memory.py', 'tests/observe/test_million.py', 'tests/sched/test_idle.py')


def is_skipped(args, name):
    """Why the test from outside does not run in this build; None if it runs."""
    gcc = args.out.endswith('-gcc')
    if name in OF_NO_BUILD and (gcc or args.build != 'opt'):
        return 'depends on no build; runs in opt'
    return 'runs in the builds by clang' if gcc and not name.startswith(WITH_GCC) else None


def run_outside(args, path):
    name = os.path.relpath(path, TOP)
    why = is_skipped(args, name)
    if why:
        return name, 0, 0, 1, [why]
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


def cpu_seconds():
    """What has been used by all programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(run, args, path):
    start = time.monotonic()
    return run(args, path), time.monotonic() - start


def run_group(args, run, paths, workers):
    totals = [0, 0, 0]
    took = []
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for (name, passed, failed, skipped, lines), seconds in pool.map(lambda p: timed(run, args, p), paths):
            took.append((seconds, name))
            if failed:
                show(name, lines)
            elif args.verbose:
                print('%s: %d passed in %.1fs' % (name, passed, seconds), flush=True)
            totals = [totals[0] + passed, totals[1] + failed, totals[2] + skipped]
    run_lang.show_slowest(took)
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


def run_all_outside(args):
    """Two at a time, as many of them sleep; those that want to be alone after them."""
    paths = find_outside(args)
    alone = [p for p in paths if os.path.relpath(p, TOP) in ALONE]
    beside = run_group(args, run_outside, [p for p in paths if p not in alone], 2)
    return [a + b for a, b in zip(beside, run_group(args, run_outside, alone, 1))]


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
        start, before = time.monotonic(), cpu_seconds()
        if group == 'unit':
            counts = run_group(args, run_unit, find_unit(args), 2)
        elif group == 'lang' and not os.path.exists(maat):
            print('lang: there is no %s' % maat)
            counts = [0, 1, 0]
        elif group == 'lang':
            programs = [p for p in run_lang.find_programs(run_lang.DEFAULT_PATHS) if args.filter in p]
            counts = run_lang.run_all(maat, args.build, programs, args.verbose)
        elif group == 'outside':
            counts = run_all_outside(args)
        else:
            sys.exit('run_tests.py: no group of tests is called %s' % group)
        print('%s (%s): %s in %.1fs (%.1fs of processors)' % (group, args.build, run_lang.totals_line(*counts), time.monotonic() - start,
                                                             cpu_seconds() - before), flush=True)
        totals = [a + b for a, b in zip(totals, counts)]
    print(run_lang.totals_line(*totals))
    sys.exit(1 if totals[1] or not totals[0] else 0)


if __name__ == '__main__':
    main()
