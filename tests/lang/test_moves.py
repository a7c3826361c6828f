#!/usr/bin/env python3
"""Programs print the same whether messages are copied or moved: those of tests/lang about maatines, shared variables, memory and
concurrency, and generated ones, in which maatines receive large values, keep, change, take apart and pass them on. Slow builds (stress, asan,
tsan) take a third of them each. Of all other programs each build type takes a part of its own; `tests/lang/test_moves.py --all` takes all."""
import concurrent.futures
import os
import random
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from run_lang import SLOW_BUILDS, WORKERS, find_programs, run_file  # noqa: E402

MAAT = os.environ['MAAT']
SCALE = float(os.environ.get('MAAT_TIME_SCALE', '1'))
FOLDERS = ['s11_maatines', 's12_shared', 's13_memory', 's14_concurrency', 'server', 'agent']
OTHERS = ['tests/lang', 'tests/regress']
BUILD = os.environ.get('MAAT_BUILD', 'opt')
PARTS = 30 if BUILD in SLOW_BUILDS else 12  # of the other programs
BUILD_PART = {'opt': 0, 'debug': 1, 'stress': 2, 'asan': 3, 'tsan': 4}
MODES = ['off', 'on', 'all']
GENERATED = 40
# Where messages are copied, all copies are made in pieces, too.
FLAGS = {'off': ['--move-messages=off', '--long-copy=1'], 'on': ['--move-messages=on'], 'all': ['--move-messages=all']}
FEW_SLICES = ('fairness_shares.mm',)  # counts slices
# These print what was moved, or bound the memory that unread messages take.
COUNT_MOVES = ('moves_forwarded.mm', 'moves_filled.mm', 'moves_seen.mm', 'idle_shrinks.mm', 'idle_gives_back_pages.mm')


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


# What happens to the literal x on its way, and once it was sent.
LITERALS = ['[]', '[]', '[]', '{}', '{}', '[k, [k]]', '{v => [k]}', '[kept]', '[made(k)]', '{v => made(k)}', '[text(k)]']
FILLS = ['for ^n -> i { put(x, made(i)) }', 'for ^n -> i { put(x, made(i)) }', 'for ^n -> i { put(x, [i, x.len]) }', 'put(x, y)', 'put(x, kept)',
         'put(x, x)', 'let a = [x]', 'kept = x', 'kept = [made(3), kept]', 'let f = { x.len }; put(x, f())', 'put(x, text(k))', 'GC.collect',
         'let f = {|e| put(x, e) }; for ^n -> i { f(made(i)) }', 'for ^n { made(7) }', 'try { put(x, made(k)); die "e" } catch e { put(x, e.message) }',
         'x = k % 2 == 0 ? x : [made(k)]', 'let r = WeakRef.new(x)', 'defer { put(x, 9) }', 'put(x, made(k).freeze)', 'put(x, Bytes.new(3000))',
         'put(x, (^5).map {|i| made(i) })', 'if x.len > n { to <- x; return }', 'let d = made(k); put(x, d); put(d, 4)']
SENT = ['to <- x', 'to <- x', 'to <- [k, x]', 'to <- {a => x, b => k}', 'to <- {a => made(k), b => [k]}', 'to <- [k, {a => made(n)}]', 'to <- [x, y]',
        'to <- [x, x]', 'if k == 1 { to <- x } else { to <- [x] }', 'try { to <- x } finally { put(y, k) }', 'for ^2 { to <- x }']
SENT_THEN = ['', '', '', 'put(x, 1); to <- x', 'to <- kept', 'to <- y', 'GC.collect', 'put(y, kept); to <- y', 'let z = made(50); to <- z', 'x = [made(2)]; to <- x']


def alone(text):
    return 'do { %s }' % text if text.startswith('let ') else text


def generate_filled(rnd):
    """Maatines and tasks that fill literals, send them, and end with them."""
    lines = ['let me = Ma.self', 'let n = %d' % rnd.choice([2, 30, 400]), 'fn made(i) { (1..4).map {|k| [i, {k => k}] } }',
             'fn text(i) { "text {i} ".repeat(20) }',
             'fn put(x, v) { if x isa Map { x{x.len} = v } else { x.push(v) } }']
    makers = rnd.randint(1, 3)
    for i in range(makers):
        body = [rnd.choice(FILLS) for _ in range(rnd.randint(1, 4))] + [rnd.choice(SENT), rnd.choice(SENT_THEN)]
        body = '\n    '.join(alone(b) for b in body if b)
        lines.append('fn maker%d(to, k, kept, y) {\n    let x = %s\n    %s\n}' % (i, rnd.choice(LITERALS), body))
        body = '\n    '.join(alone(rnd.choice(FILLS)).replace('to <- x; return', 'return x') for _ in range(rnd.randint(1, 3)))
        value = rnd.choice(['x', 'x', '[x, y]', 'kept', 'y', '[made(k), x]', '{x => x}', 'x[0]', '(^n).map {|i| [x.len, i] }'])
        lines.append('fn task%d(k, kept, y) {\n    let x = %s\n    %s\n    %s\n}' % (i, rnd.choice(LITERALS), body, value))
    for i in range(makers):
        lines.append('for ^4 -> k { (ma maker%d(me, k, [k], [made(k)])).join }' % i)
        lines.append('me <- (^4).pmap {|k| task%d(k, [k], [made(k)]) }.dump' % i)
        lines.append('concurrent { let v%d = spawn task%d(9, [made(9)], [n]); me <- v%d.result.dump; me <- [v%d.result] }' % (i, i, i, i))
    lines.append('me <- "stop"')
    lines.append('let all = 0; let go = true')
    lines.append('while go { receive { when "stop" { go = false } when m { all++; say m.dump.len, " ", m.dump[0..200] } } }')
    lines.append('say all')
    return '\n'.join(lines) + '\n'


def lang_case(path, mode):
    """None when the program of tests/lang passed or is skipped, else what is wrong."""
    _, result, why, _ = run_file(MAAT, path, SCALE, FLAGS[mode])
    return None if result != 'failed' else '%s with %s\n%s' % (path, FLAGS[mode], '\n'.join(why))


def generated_case(make, seed, folder):
    text = make(random.Random(seed))
    file = os.path.join(folder, '%s%d.mm' % (make.__name__, seed))
    with open(file, 'w', encoding='utf-8') as f:
        f.write(text)
    results = [run(file, mode) for mode in MODES]
    same = all(r == results[0] for r in results)
    return None if same and results[0][0] in (0, 1, 3) else '%s, seed %d\n%s\n%s' % (make.__name__, seed, text, '' if same else results)


def filled_case():
    """In the stress build the objects of a region do not live long enough to be worth it."""
    path = os.path.join('tests', 'lang', 's11_maatines', 'moves_filled.mm')
    p = subprocess.run([MAAT, 'run', path, 'figures'], stdout=subprocess.PIPE, timeout=60 * SCALE, check=False)
    want = b'10000 true\n' * 5 + b'[20020, false]\n' * 2
    return None if p.stdout == want else '%s: what was handed over: %r' % (path, p.stdout)


def part_of(paths, parts):
    """Those of one build: of as many builds as there are parts each has others."""
    mine = BUILD_PART.get(BUILD, PARTS - 1) % parts
    return [p for p in paths if '--all' in sys.argv or zlib.crc32(p.encode()) % parts == mine]


def main():
    paths = [p for name in FOLDERS for p in find_programs([os.path.join('tests', 'lang', name)])
             if os.path.basename(p) not in COUNT_MOVES + FEW_SLICES]
    paths = part_of(paths, 3 if BUILD in SLOW_BUILDS else 1)
    paths += part_of([p for p in find_programs(OTHERS) if p.split(os.sep)[2] not in FOLDERS], PARTS)
    failed = 0
    # Many of them sleep.
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2 * WORKERS) as pool:
        cases = [pool.submit(lang_case, path, mode) for path in paths for mode in ('off', 'all')]
        cases += [pool.submit(generated_case, make, seed, folder) for seed in range(GENERATED) for make in (generate, generate_filled)]
        if BUILD != 'stress':
            cases.append(pool.submit(filled_case))
        for wrong in filter(None, (c.result() for c in cases)):
            failed += 1
            print('FAILED', wrong, flush=True)
    print('%d passed, %d failed' % (len(cases) - failed, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
