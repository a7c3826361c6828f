#!/usr/bin/env python3
"""What happens when memory runs out: the whole program's by --max-memory, and the machine's (a limit of the address space).

Under --max-memory the maatine that asks gets MemoryError (StackError for a frame) and ends, whatever it asks for; who watches it learns of it, and the
program goes on. Without memory for the runtime itself the program ends with a message and a dump that can be opened. Nothing
hangs, nothing ends by a signal. Prints "N passed, M failed" as its last line.
"""
import os
import re
import resource
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAAT = os.path.abspath(os.environ.get('MAAT', os.path.join(TOP, 'build', 'opt', 'maat')))
BUILD = os.environ.get('MAAT_BUILD', 'opt')
SCALE = float(os.environ.get('MAAT_TIME_SCALE', '1'))

# The greedy one takes along what it fills (its child, linked), so that the memory is there again once it has ended.
PROGRAM = '''
fn never { receive { when 'never' {} } }
fn greedy { BODY }
let p = ma greedy()
let ref = Ma.monitor(p)
receive { when ['DOWN', _r, _p, why] { say why isa MemoryError || why isa StackError } }
let done = false
for 1..2000 {
    try {
        done = (1..20).pmap {|i| (1..100).map {|k| k * i }.len }.uniq == [100]
        break
    } catch MemoryError { sleep 0.01 }
      catch StackError { sleep 0.01 }
}
say done ? 'goes on' : 'stuck'
exit 0
'''
CHILD = 'let q = Ma.spawn(never, args => [], link => true); '
GREEDY = {
    'objects': 'let xs = []; loop { xs.push([1, [2], 3]) }',
    'strings': "let xs = []; loop { xs.push('x' * 20000) }",
    'map': 'let m = {}; let i = 0; loop { m{"key {i}"} = i; i = i + 1 }',
    'bytes': 'let xs = []; loop { xs.push(Bytes.new(50000)) }',
    'frozen': 'let xs = []; loop { xs.push((1..1000).map {|i| [i] }.freeze) }',
    'numbers': 'let x = 3; loop { x = x * x }',
    'messages': CHILD + "loop { q <- (1..1000).map {|i| i } }",
    'small messages': CHILD + "loop { q <- ['a', 1] }",
    'channel': 'let ch = Chan.new(buffer => Inf); loop { ch <- (1..1000).map {|i| i } }',
    'shared variable': 'shared let xs = []; ' + CHILD + 'let r = ma { xs.push(0) }; loop { xs.push((1..100).map {|i| i }) }',
    'maatines': 'loop { Ma.spawn(never, args => [], link => true) }',
    'deep calls': 'fn f(n) { 1 + f(n + 1) }; f(1)',
    'monitors': CHILD + 'loop { Ma.monitor(q) }',
}


def run(source, flags, limit=None):
    """(status, output, errors); status None: it hangs."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'greedy.mm')
        with open(path, 'w') as f:
            f.write(source)

        def limits():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            if limit:
                resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        env = {k: v for k, v in os.environ.items() if k != 'MAAT_FLAGS'}
        try:
            p = subprocess.run([MAAT, 'run', '--schedulers=2', '--max-heap=8G', '--crash-reports=no', '--long-run=0', *flags, path],
                               stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100 * SCALE, env=env, preexec_fn=limits,
                               errors='replace', cwd=folder)
        except subprocess.TimeoutExpired:
            return None, '', ''
        return p.returncode, p.stdout, p.stderr


def under_max_memory(body):
    status, out, err = run(PROGRAM.replace('BODY', body), ['--max-memory=24M', '--dump='])
    if (status, out) == (0, 'true\ngoes on\n'):
        return None
    return 'status %s, output %r, errors %r' % (status, out[:200], err[:600])


def without_memory():
    """The table of monitors grows by what cannot be refused: the machine's memory ends, not the program's."""
    with tempfile.TemporaryDirectory() as folder:
        dump = os.path.join(folder, 'last.dump')
        status, out, err = run(PROGRAM.replace('BODY', GREEDY['monitors']), ['--dump=' + dump], 500 << 20)
        if status != 1 or not re.search(r'^maat: out of memory: \d+ bytes for ', err, re.M):
            return 'no clear end: status %s, output %r, errors %r' % (status, out[:200], err[:600])
        if 'state is in' not in err:
            return 'no dump: %r' % err[:600]
        p = subprocess.run([MAAT, 'observe', dump, '-c', 'top memory'], capture_output=True, text=True, timeout=60 * SCALE)
        if p.returncode != 0 or 'greedy.mm' not in p.stdout:
            return 'the dump does not open: %r %r' % (p.stdout[:300], p.stderr[:300])
    return None


def main():
    only = sys.argv[1:]
    passed = failed = 0
    cases = [(n, lambda b=b: under_max_memory(b)) for n, b in GREEDY.items()]
    if BUILD == 'stress':  # each allocation collects: the square of what they hold
        cases = [c for c in cases if c[0] in ('strings', 'bytes', 'messages', 'numbers', 'channel')]
    if BUILD in ('opt', 'debug'):
        cases.append(('without memory', without_memory))
    for name, case in cases:
        if only and name not in only:
            continue
        wrong = case()
        passed, failed = passed + (wrong is None), failed + (wrong is not None)
        if wrong:
            print('FAILED %s: %s' % (name, wrong), flush=True)
    print('%d passed, %d failed' % (passed, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
