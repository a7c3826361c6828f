#!/usr/bin/env python3
"""Runs Maat programs and compares what they do with the expectations in their comments.

    tests/run_lang.py [--maat build/opt/maat] [--build opt] [--filter TEXT] [-v] [FILE or FOLDER ...]

Without paths: tests/lang tests/regress tests/limit. A file whose name begins with a capital is a module that
others `use`, and folders named `data` are passed over. Programs run in the top folder as `maat run FLAGS FILE ARGS`.

    // expect: TEXT           the next line of standard output is exactly TEXT
    // expect error: TEXT     a line of standard error contains TEXT (compile errors: LINE:COL: error: MESSAGE)
    // expect status: N       exit status; without it 2 if an expected error reads LINE:COL: error:, 1 if other
                              errors are expected, else 0
    // flags: ...             more flags for maat              // args: ...      arguments of the program
    // stdin: TEXT            one line of standard input       // env: K=V       environment
    // timeout: SECONDS       default 20; 4 times as long in stress, asan and tsan builds
    // unordered              standard output is compared as a sorted list of lines
    // seeds: N               runs N times, with --seed 1 to --seed N
    // skip: REASON           does not run

A file with no expectation at all passes if it ends with status 0 and prints nothing on standard error.
"""
import argparse
import concurrent.futures
import difflib
import os
import re
import shlex
import signal
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SLOW_BUILDS = ('stress', 'asan', 'tsan')
WORKERS = 2
COMMENT = re.compile(r'//\s*(expect error|expect status|expect|flags|args|stdin|env|timeout|seeds|skip)'
                     r':(?: (.*)|(.*))$')
UNORDERED = re.compile(r'//\s*unordered\s*$')
# What a slow machine adds to standard error: the time of a native is the processor's (tests/sched/test_long_run.py).
HELD = re.compile(r'maat: \S+ has held scheduler \d+ for \d+ ms ')
COMPILE_ERROR = re.compile(r'\d+:\d+: error:')


def time_scale(build):
    return 4 if build in SLOW_BUILDS else 1


def sanitizer_env():
    """The environment every test runs in. Values carry tags in their pointers, which the leak finder of ASan
    cannot see through: leaks are tested by mem_stats instead."""
    env = dict(os.environ)
    env.pop('MAAT_FLAGS', None)
    env['LC_ALL'] = 'C.UTF-8'
    env['ASAN_OPTIONS'] = 'detect_leaks=0:allocator_may_return_null=1:abort_on_error=0:exitcode=99'
    env['UBSAN_OPTIONS'] = 'print_stacktrace=1'
    tsan = 'exitcode=99:second_deadlock_stack=1:allocator_may_return_null=1:die_after_fork=0'
    suppressions = os.path.join(TOP, 'tests', 'tsan.supp')
    if os.path.exists(suppressions):
        tsan += ':suppressions=' + suppressions
    env['TSAN_OPTIONS'] = tsan
    return env


class Expectations:
    def __init__(self, path):
        self.out, self.errors, self.stdin, self.flags, self.args = [], [], [], [], []
        self.status, self.skip, self.unordered, self.timeout, self.seeds = None, None, False, 20.0, 0
        self.env = {}
        with open(path, 'rb') as f:
            text = f.read().decode('utf-8', 'replace')
        for line in text.split('\n'):
            self._line(line.rstrip('\r'))
        self.none = not self.out and not self.errors and self.status is None
        if self.status is None:
            compile_error = any(COMPILE_ERROR.search(e) for e in self.errors)
            self.status = 2 if compile_error else 1 if self.errors else 0

    def _line(self, line):
        if UNORDERED.search(line):
            self.unordered = True
        m = COMMENT.search(line)
        if not m:
            return
        key, value = m.group(1), m.group(2) if m.group(2) is not None else m.group(3)
        if key == 'expect':
            self.out.append(value)
        elif key == 'expect error':
            self.errors.append(value.strip())
        elif key == 'expect status':
            self.status = int(value)
        elif key == 'flags':
            self.flags += shlex.split(value)
        elif key == 'args':
            self.args += shlex.split(value)
        elif key == 'stdin':
            self.stdin.append(value)
        elif key == 'env':
            name, _, text = value.strip().partition('=')
            self.env[name] = text
        elif key == 'timeout':
            self.timeout = float(value)
        elif key == 'seeds':
            self.seeds = int(value)
        elif key == 'skip':
            self.skip = value.strip() or 'no reason given'


def run_limited(command, timeout, env, stdin=b'', merge=False):
    """Runs in a process group of its own, which is killed at the timeout. Status None: it timed out."""
    p = subprocess.Popen(command, cwd=TOP, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT if merge else subprocess.PIPE, start_new_session=True)
    try:
        out, err = p.communicate(stdin, timeout)
        return p.returncode, out or b'', err or b''
    except subprocess.TimeoutExpired:
        try:
            os.killpg(p.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        try:
            out, err = p.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            out, err = b'', b''
        return None, out or b'', err or b''


def status_text(status):
    if status is not None and status < 0:
        try:
            return 'killed by ' + signal.Signals(-status).name
        except ValueError:
            return 'killed by signal %d' % -status
    return 'status %s' % status


def lines_of(data):
    lines = data.decode('utf-8', 'replace').split('\n')
    if lines and lines[-1] == '':
        lines.pop()
    return lines


def differences(expected, status, out, err):
    """A list of what is wrong; empty when the run was as expected."""
    wrong = []
    got, err_lines = lines_of(out), [line for line in lines_of(err) if not HELD.match(line)]
    if expected.none:
        if status != 0:
            wrong.append('%s, expected status 0' % status_text(status))
        if err_lines:
            wrong.append('nothing was expected on standard error')
        return wrong
    want = expected.out
    if expected.unordered:
        want, got = sorted(want), sorted(got)
    if want != got:
        wrong.append('standard output differs:')
        wrong += list(difflib.unified_diff(want, got, 'expected', 'got', lineterm='', n=2))[:40]
    for text in expected.errors:
        if not any(text in line for line in err_lines):
            wrong.append('standard error has no line with: ' + text)
    if status != expected.status:
        wrong.append('%s, expected status %d' % (status_text(status), expected.status))
    return wrong


def run_once(maat, path, expected, timeout, more_flags):
    env = sanitizer_env()
    env.update(expected.env)
    command = [maat, 'run'] + expected.flags + more_flags + [path] + expected.args
    stdin = ''.join(line + '\n' for line in expected.stdin).encode()
    status, out, err = run_limited(command, timeout, env, stdin)
    if status is None:
        wrong = ['timed out after %g seconds' % timeout]
    else:
        wrong = differences(expected, status, out, err)
    if wrong and more_flags:
        wrong.insert(0, 'with ' + ' '.join(more_flags))
    if wrong and err:
        wrong += ['standard error was:'] + ['    ' + line[:300] for line in lines_of(err)[:15]]
    return wrong


def run_file(maat, path, scale, more_flags=()):
    """(path, 'passed' | 'failed' | 'skipped', list of lines, seconds); `more_flags` follow those that the program names."""
    start = time.monotonic()
    try:
        expected = Expectations(os.path.join(TOP, path))
    except ValueError as e:
        return path, 'failed', ['bad expectation: %s' % e], 0.0
    if expected.skip:
        return path, 'skipped', [expected.skip], 0.0
    timeout = expected.timeout * scale
    wrong = []
    for flags in [['--seed', str(i + 1)] for i in range(expected.seeds)] or [[]]:
        wrong = run_once(maat, path, expected, timeout, [*more_flags, *flags])
        if wrong:
            break
    return path, 'failed' if wrong else 'passed', wrong, time.monotonic() - start


def find_programs(paths):
    found = []
    for path in paths:
        path = os.path.relpath(os.path.abspath(path), TOP)
        if os.path.isfile(os.path.join(TOP, path)):
            found.append(path)
            continue
        for folder, folders, files in os.walk(os.path.join(TOP, path)):
            folders[:] = sorted(f for f in folders if f != 'data')
            found += [os.path.relpath(os.path.join(folder, f), TOP) for f in sorted(files)
                      if f.endswith('.mm') and not f[0].isupper()]
    return found


def show_slowest(took, most=8):
    """`took`: pairs of seconds and name."""
    print('slowest: ' + ', '.join('%s %.1fs' % (name, seconds) for seconds, name in sorted(took, reverse=True)[:most]))


def run_all(maat, build, paths, verbose=False, show=20):
    """Runs the programs and prints failures; returns (passed, failed, skipped)."""
    counts = {'passed': 0, 'failed': 0, 'skipped': 0}
    slowest = []
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        jobs = pool.map(lambda p: run_file(maat, p, time_scale(build)), paths)
        for path, result, text, seconds in jobs:
            counts[result] += 1
            slowest.append((seconds, path))
            if result == 'failed' and counts['failed'] <= show:
                print('FAILED %s\n    %s' % (path, '\n    '.join(text)), flush=True)
            elif verbose:
                note = ' (%s)' % text[0] if text else ''
                print('%s %s %.2fs%s' % (result, path, seconds, note), flush=True)
    if counts['failed'] > show:
        print('... and %d more failed' % (counts['failed'] - show))
    show_slowest(slowest)
    return counts['passed'], counts['failed'], counts['skipped']


def totals_line(passed, failed, skipped):
    return '%d passed, %d failed' % (passed, failed) + (', %d skipped' % skipped if skipped else '')


DEFAULT_PATHS = [os.path.join(TOP, 'tests', d) for d in ('lang', 'regress', 'limit')]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('--build', default='opt')
    parser.add_argument('--maat')
    parser.add_argument('--filter', default='', help='only paths that contain this')
    parser.add_argument('-v', '--verbose', action='store_true')
    parser.add_argument('paths', nargs='*')
    args = parser.parse_args()
    maat = os.path.abspath(args.maat or os.path.join(TOP, 'build', args.build, 'maat'))
    if not os.access(maat, os.X_OK):
        sys.exit('run_lang.py: no program at %s' % maat)
    for path in args.paths:
        if not os.path.exists(path):
            sys.exit('run_lang.py: %s: no such file' % path)
    programs = [p for p in find_programs(args.paths or DEFAULT_PATHS) if args.filter in p]
    passed, failed, skipped = run_all(maat, args.build, programs, args.verbose)
    print(totals_line(passed, failed, skipped))
    sys.exit(1 if failed or not programs else 0)


if __name__ == '__main__':
    main()
