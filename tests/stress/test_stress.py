#!/usr/bin/env python3
"""The generated stress test: nets of maatines drawn from seeds (net.mm), each run in parallel under drawn flags and once
replayed (--sched-seed). What was sent must be what was received, dropped, a dead letter or left unread, exactly.

    tests/stress/test_stress.py                     a part of a minute, seeds from 1 on (what the test suite runs)
    tests/stress/test_stress.py --seconds 600 --seed 100000 --messages 20000     longer, elsewhere
    tests/stress/test_stress.py -v                  a line for each run

A run that makes no progress prints the state of every maatine and ends; one that does not even do that is killed after its threads'
states are printed. A failure prints the one command that repeats it. MAAT is the binary (default build/opt/maat).
"""
import argparse
import os
import random
import signal
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAAT = os.environ.get('MAAT', os.path.join(TOP, 'build', 'opt', 'maat'))
SCALE = float(os.environ.get('MAAT_TIME_SCALE', '1'))
SLOW = os.environ.get('MAAT_BUILD', 'opt') in ('stress', 'asan', 'tsan')
LIMIT = 20 * SCALE  # seconds without progress, as the program counts them
PROGRAM = 'tests/stress/net.mm'


def flags_of(seed):
    """Runtime flags for the parallel run."""
    r = random.Random(seed)
    out = ['--schedulers', str(r.choice([1, 2, 2, 3, 4, 8]))]
    if r.random() < 0.5:
        out += ['--slice', str(r.choice([1, 7, 50, 400]))]
    if r.random() < 0.3:
        out += ['--min-heap', str(r.choice([64, 4096]))]
    if r.random() < 0.3:
        out += ['--max-young', '4096']
    if r.random() < 0.3:
        out += ['--min-stack', '128']
    return out


def command_of(seed, messages, replay):
    flags = ['--sched-seed', str(seed)] if replay else flags_of(seed)
    return [MAAT, 'run', '--no-crash-reports'] + flags + [PROGRAM, str(seed), str(messages)]


def thread_states(pid):
    out = []
    folder = '/proc/%d/task' % pid
    for task in sorted(os.listdir(folder)):
        try:
            with open('%s/%s/stat' % (folder, task), encoding='utf-8') as f:
                state = f.read().rsplit(')', 1)[1].split()
            with open('%s/%s/wchan' % (folder, task), encoding='utf-8') as f:
                where = f.read()
            out.append('thread %s: state %s, %s ticks, in %s' % (task, state[0], state[11], where or 'user code'))
        except OSError:
            continue
    return '\n'.join(out)


def run(command):
    """Status (None: killed) and output."""
    env = {k: v for k, v in os.environ.items() if k != 'MAAT_FLAGS'}
    env['STRESS_LIMIT'] = str(LIMIT)
    p = subprocess.Popen(command, cwd=TOP, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        out, _ = p.communicate(timeout=3 * LIMIT)
        return p.returncode, out.decode('utf-8', 'replace')
    except subprocess.TimeoutExpired:
        states = thread_states(p.pid)
        os.killpg(p.pid, signal.SIGKILL)
        out, _ = p.communicate()
        return None, out.decode('utf-8', 'replace') + '\nno answer; its threads:\n' + states


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--seconds', type=float, default=8)
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--messages', type=int, default=500 if SLOW else 3000)
    ap.add_argument('-v', action='store_true')
    a = ap.parse_args()
    passed = failed = 0
    seed, end = a.seed, time.monotonic() + a.seconds
    while time.monotonic() < end and failed < 3:
        for replay in (False, True):
            command = command_of(seed, a.messages, replay)
            status, out = run(command)
            if a.v:
                print(seed, 'replay' if replay else ' '.join(command[3:-3]), out.rstrip()[:200], flush=True)
            if status == 0:
                passed += 1
                continue
            failed += 1
            print(out[-20000:])
            print('FAILED with status %s; to repeat it:\n    %s' % (status, ' '.join(command)), flush=True)
        seed += 1
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
