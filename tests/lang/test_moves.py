#!/usr/bin/env python3
"""Programs print the same whether messages are copied or moved: those of tests/lang about maatines, shared variables, memory and
concurrency, and generated ones, in which maatines receive large values, keep, change, take apart and pass them on."""
import concurrent.futures
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from run_lang import WORKERS, find_programs, run_file  # noqa: E402

MAAT = os.environ['MAAT']
SCALE = float(os.environ.get('MAAT_TIME_SCALE', '1'))
FOLDERS = ['s11_maatines', 's12_shared', 's13_memory', 's14_concurrency', 'server', 'agent']
MODES = ['off', 'on', 'all']
GENERATED = 40
# Where messages are copied, all copies are made in pieces, too.
FLAGS = {'off': ['--move-messages=off', '--long-copy=1'], 'on': ['--move-messages=on'], 'all': ['--move-messages=all']}
FEW_SLICES = ('fairness_shares.mm',)  # counts slices
# These print what was moved, or bound the memory that unread messages take.
COUNT_MOVES = ('moves_forwarded.mm', 'moves_seen.mm', 'idle_shrinks.mm')


def run(path, mode):
    p = subprocess.run([MAAT, 'run', *FLAGS[mode], path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                       timeout=60 * SCALE, check=False)
    return p.returncode, p.stdout


# What a maatine may do with the value x that it received, before, with and after passing it on.
BEFORE = ['', '', '', 'let y = x', 'GC.collect', 'let g = (1..40).map {|i| [i]}', 'kept = x', 'let y = x[1]', 'x.push(k)',
          'let y = [x, 1]', 'let f = { x }', 'for x -> e { k = k + 1 }', 'let y = [1, x*]', 'if k == 3 { x = [k] }',
          'let s = "{k}"', 'x[0] = k', 'defer { to <- [k, [1, x]] }', 'let y = {v => x}']
SENDS = ['to <- [k, x]', 'to <- [k, x]', 'to <- [k + 1, x]', 'to <- [k, [x]]', 'to <- [k, [x, x]]', 'to <- [k, [k, {a => x}]]',
         'try { to <- [k, x]; die "e" } catch e { to <- [e.message, [1]] }']
AFTER = ['', '', '', 'to <- [k, [x]]', 'to <- [k, [7, x]]', 'let z = [x]', 'kept = x', 'GC.collect', 'to <- [k, [2, kept]]',
         'x.push(5)', 'let g = (1..60).map {|i| [i, [i]]}']


def generate(rnd):
    # A size that is an island with `on`, or only with `all`.
    lines = ['let me = Ma.self', 'let big = (1..%d).map {|i| [i, "text {i}", {n => i}] }' % rnd.choice([3, 40, 900])]
    stages = rnd.randint(1, 4)
    for i in range(stages):
        body = [rnd.choice(BEFORE), rnd.choice(SENDS), rnd.choice(AFTER)]
        if rnd.random() < 0.5:
            body.insert(0, rnd.choice(BEFORE).replace('let y', 'let w').replace('let f', 'let h').replace('let g', 'let q'))
        if rnd.random() < 0.3:
            body.append(rnd.choice(SENDS))
        text = '; '.join(b for b in body if b)
        lines.append('fn stage%d(to) { let kept = [0]; while true { receive { when "stop" { to <- "stop"; return }\n'
                     '    when [k0, x0] { let k = k0; let x = x0; %s } } } }' % (i, text if rnd.random() < 0.5 else
                                                                               'if true { %s }' % text))
        # Names bound by the pattern itself: nothing is assigned, so registers are used directly.
        if not any(w in text for w in ('x = ', 'k = ')) and rnd.random() < 0.7:
            lines[-1] = lines[-1].replace('[k0, x0]', '[k, x]').replace('let k = k0; let x = x0; ', '')
    lines.append('let first = %s' % ''.join('(ma stage%d(' % i for i in range(stages)) + 'me' + '))' * stages)
    lines.append('for ^3 -> i { first <- [i, big] }')
    lines.append('first <- "stop"')
    lines.append('let n = 0; let go = true')
    lines.append('while go { receive { when "stop" { go = false } when m { n++; say m.dump.len, " ", m.dump[0..200] } } }')
    lines.append('say n')
    return '\n'.join(lines) + '\n'


def lang_case(path, mode):
    """None when the program of tests/lang passed or is skipped, else what is wrong."""
    _, result, why, _ = run_file(MAAT, path, SCALE, FLAGS[mode])
    return None if result != 'failed' else '%s with %s\n%s' % (path, FLAGS[mode], '\n'.join(why))


def generated_case(seed, folder):
    text = generate(random.Random(seed))
    file = os.path.join(folder, 'g%d.mm' % seed)
    with open(file, 'w', encoding='utf-8') as f:
        f.write(text)
    results = [run(file, mode) for mode in MODES]
    same = all(r == results[0] for r in results)
    return None if same and results[0][0] in (0, 1, 3) else 'seed %d\n%s\n%s' % (seed, text, '' if same else results)


def main():
    paths = [p for name in FOLDERS for p in find_programs([os.path.join('tests', 'lang', name)])
             if os.path.basename(p) not in COUNT_MOVES + FEW_SLICES]
    failed = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        cases = [pool.submit(lang_case, path, mode) for path in paths for mode in ('off', 'all')]
        cases += [pool.submit(generated_case, seed, folder) for seed in range(GENERATED)]
        for wrong in filter(None, (c.result() for c in cases)):
            failed += 1
            print('FAILED', wrong, flush=True)
    print('%d passed, %d failed' % (len(cases) - failed, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
