#!/usr/bin/env python3
"""The harness of the benchmarks: bounds, verdicts, rules of curves, tables, charts, and that a wrong result is noticed."""
import os
import subprocess
import sys
import tempfile
import xml.dom.minidom

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, 'bench'))
from harness import peers, plan, report  # noqa: E402
from harness.figures import Bound, rule_holds, show, spread, value_of, verdict  # noqa: E402
import run  # noqa: E402

failed = 0
passed = 0


def check(name, got, expected):
    global failed, passed
    if got == expected:
        passed += 1
    else:
        failed += 1
        print(f'FAILED {name}: {got!r}, expected {expected!r}')


def figures():
    check('ns an operation', value_of({'secs': '2', 'ops': '1000'}, 'ns'), 2e6)
    check('seconds', value_of({'secs': '2', 'ops': '1000'}, 's'), 2.0)
    check('a field', value_of({'secs': '2', 'ops': '1', 'b': '77'}, 'B', 'b'), 77.0)
    check('show', [show(v, 'ns') for v in (5.25, 52.5, 5.25e5, 5.25e6)], ['5.2 ns', '52 ns', '525 us', '5.2 ms'])
    check('spread', spread([90.0, 100.0, 120.0]), 15.0)
    medians = {'maat': 50.0, 'erl@1': 120.0, 'erl@2': 100.0, 'go@1': 80.0}
    check('the better variant', Bound('0.5 erl').limit(medians), 50.0)
    check('the better peer', Bound('0.5 erl|go').limit(medians), 40.0)
    check('absolute', Bound('42 ns').limit(medians), 42.0)
    check('a peer that is missing', Bound('0.5 lua54').limit(medians), None)
    check('ratio', Bound('0.3 erl').ratio(medians), 0.5)

    def verdict_of(must, goal):
        return verdict(plan.Line('x', 'x', plan.MESSAGES, 'x', 'x', {}, must, goal), medians)
    check('verdicts', [verdict_of('0.4 erl', '0.9 go'), verdict_of('0.5 erl', '0.6 go'), verdict_of('0.6 erl', '0.7 go'),
                       verdict_of('0.5 lua54', '')], ['missed', 'must', 'goal', ''])
    check('flat', [rule_holds('flat 2', [(1, 10), (2, 19)])[0], rule_holds('flat 2', [(1, 10), (2, 21)])[0]], [True, False])
    check('flat from', rule_holds('flat 2 from 10', [(1, 1), (10, 10), (20, 15)])[0], True)
    check('below', rule_holds('below 100', [(1, 99), (2, 101)])[0], False)
    check('speedup', [rule_holds('speedup 1.7', [(1, 2.0), (2, y)])[0] for y in (1.0, 1.3)], [True, False])


def wrong_results(folder):
    """A program that finds its own result wrong, and one that prints nothing, both count."""
    samples = run.Samples(os.path.join(folder, 'samples.jsonl'))
    for text in ("say 'RESULT lang=maat name=x secs=1 ops=1 ok=false'", "say 'hello'"):
        path = os.path.join(folder, 'x.mm')
        with open(path, 'w', encoding='utf-8') as f:
            f.write(text)
        fields = peers.run([os.environ['MAAT'], 'run', path])
        samples.add('x', 'maat', run.check(fields, ''), 'ns')
    check('wrong results', (samples.bad, samples.rows), (2, []))


def pages(folder):
    """Tables and charts of made-up samples."""
    samples = run.Samples('')
    fields = {'ok': 'true', 'ops': '1000', 'maxrss_mb': '10', 'others': '0'}
    for who, secs in (('maat', '0.001'), ('erl@1', '0.004'), ('erl@2', '0.003'), ('go@2', '0.002')):
        samples.add('pingpong', who, dict(fields, secs=secs), 'ns')
    for x in (10, 1000):
        samples.add('grow_maatines', 'maat', dict(fields, secs='0.001'), 'ns', x=x)
    docs = os.path.join(folder, 'docs')
    os.makedirs(docs)
    with open(os.path.join(docs, 'benchmarks.md'), 'w', encoding='utf-8') as f:
        f.write('before\n<!-- measured: written by make bench -->\nstale\n<!-- end of measured -->\nafter\n')
    report.write(samples, os.path.join(folder, 'out'), docs)
    with open(os.path.join(docs, 'benchmarks.md'), encoding='utf-8') as f:
        page = f.read()
    check('the page around the table', (page.startswith('before\n'), page.endswith('\nafter\n'), 'stale' in page), (True, True, False))
    row = '| ping-pong, round trip | 1,000 ns | 0 % | 3,000 ns | 2,000 ns | - | 0.33 x Erlang | 0.5 x Erlang | 0.6 x Go | goal |'
    check('a row', row in page, True)
    for name in ('messages.svg', 'growth.svg'):
        check(name, xml.dom.minidom.parse(os.path.join(docs, 'charts', name)).documentElement.tagName, 'svg')


def plans():
    """Names are unique, and every program of the plan exists."""
    names = [e.name for e in plan.PLAN + plan.CURVES]
    check('unique names', len(names), len(set(names)))
    for e in plan.PLAN + plan.CURVES:
        check(e.name + ' exists', os.path.exists(os.path.join(TOP, 'bench', 'maat', e.maat.split()[0] + '.mm')), True)
    for e in plan.PLAN:
        for text in (e.must, e.goal):
            if text:
                Bound(text)


def smoke_notices():
    """The runner's status tells of a program that fails."""
    p = subprocess.run([sys.executable, os.path.join(TOP, 'bench', 'run.py'), '--maat', '/bin/true', '--smoke', 'fib'], check=False,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    check('smoke with a broken maat', (p.returncode, ' 0 failed' in p.stdout), (1, False))


figures()
plans()
smoke_notices()
with tempfile.TemporaryDirectory() as work:
    wrong_results(work)
    pages(work)
print(f'{passed} passed, {failed} failed')
sys.exit(1 if failed else 0)
