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


FIELDS = {'ok': 'true', 'ops': '1000', 'maxrss_mb': '10', 'others': '0', 'bytes': '5'}


def add_group(samples, key, secs, others='0', without=()):
    """Made-up figures of every line of a group."""
    for e in report.parts_of(plan.GROUPS[key]):
        for x in getattr(e, 'points', [None]):
            if e.name not in without:
                fields = dict(FIELDS, secs=str(secs), others=others)
                fields.update({e.field: str(secs)} if e.field else {})
                samples.add(e.name, 'maat', fields, e.unit, e.field, x=x)


def docs_of(folder):
    with open(os.path.join(folder, 'benchmarks.md'), encoding='utf-8') as f:
        return f.read()


def pages(folder):
    """Tables and charts of made-up samples."""
    samples = run.Samples('')
    add_group(samples, 'messages', 0.002, without=['pingpong'])
    for who, secs in (('maat', '0.001'), ('erl@1', '0.004'), ('erl@2', '0.003'), ('go@2', '0.002')):
        samples.add('pingpong', who, dict(FIELDS, secs=secs), 'ns')
    add_group(samples, 'growth', 0.001)
    docs = os.path.join(folder, 'docs')
    os.makedirs(docs)
    with open(os.path.join(docs, 'benchmarks.md'), 'w', encoding='utf-8') as f:
        f.write('before\n<!-- measured: written by make bench -->\nstale\n<!-- end of measured -->\nafter\n')
    report.write(samples, os.path.join(folder, 'out'), docs)
    page = docs_of(docs)
    check('the page around the table', (page.startswith('before\n'), page.endswith('\nafter\n'), 'stale' in page), (True, True, False))
    row = '| ping-pong, round trip | 1,000 ns | 0 % | 3,000 ns | 2,000 ns | - | 0.33 x Erlang | 0.5 x Erlang | 0.6 x Go | goal |'
    check('a row', row in page, True)
    for name in ('messages.svg', 'growth.svg'):
        check(name, xml.dom.minidom.parse(os.path.join(docs, 'charts', name)).documentElement.tagName, 'svg')


def splices(folder):
    """Groups that are measured again replace their tables and charts; the others stay to the letter, as do those measured in part."""
    docs = os.path.join(folder, 'docs')
    os.makedirs(docs)
    with open(os.path.join(docs, 'benchmarks.md'), 'w', encoding='utf-8') as f:
        f.write('before\n<!-- measured: written by make bench -->\n<!-- end of measured -->\nafter\n')

    def written(key, secs, **more):
        samples = run.Samples('')
        add_group(samples, key, secs, **more)
        report.write(samples, os.path.join(folder, 'out'), docs)
        page = docs_of(docs)
        parts = {t.splitlines()[0]: t for t in page.split('<!--')[1].split('### ')[1:]}
        with open(os.path.join(docs, 'charts', key + '.svg'), encoding='utf-8') as f:
            return page, parts, f.read()

    _, first, first_chart = written('savina', 1)
    check('one group', list(first), [plan.SAVINA])
    page, both, _ = written('computing', 2)
    check('order', list(both), [plan.COMPUTING, plan.SAVINA])
    check('the other group stays', both[plan.SAVINA], first[plan.SAVINA])
    check('no table twice, nothing lost around', (page.count('### '), page.startswith('before\n'), page.endswith('\nafter\n')), (2, True, True))
    again, _, chart = written('savina', 3, without=['savina_fib'])
    check('a group in part leaves page and chart', (again == page, chart == first_chart), (True, True))
    _, last, chart = written('savina', 3)
    check('a group anew', ('3.000 s' in last[plan.SAVINA], '1.000 s' in last[plan.SAVINA], chart == first_chart), (True, False, False))
    check('and again the other stays', last[plan.COMPUTING], both[plan.COMPUTING])
    check('not loaded', report.LOADED_MARK in last[plan.SAVINA], False)
    _, busy, _ = written('savina', 3, others='0.9')
    check('loaded', (busy[plan.SAVINA].count(report.LOADED_MARK) > 16, 'The machine was loaded' in busy[plan.SAVINA]), (True, True))
    check('small operations are no part of the page', report.measured_whole(plan.MICRO, run.Samples('')), False)


def several_files(folder):
    """Of a line that several files have, the last counts."""
    paths = []
    for name, values in (('a', {'x': 1, 'y': 2}), ('b', {'y': 3, 'z': 4})):
        samples = run.Samples(os.path.join(folder, name + '.jsonl'))
        for line, secs in values.items():
            samples.add(line, 'maat', dict(FIELDS, secs=str(secs)), 's')
        paths.append(os.path.join(folder, name + '.jsonl'))
    samples = run.read_samples(paths)
    check('files', {n: samples.of(n) for n in 'xyz'}, {'x': {'maat': [1.0]}, 'y': {'maat': [3.0]}, 'z': {'maat': [4.0]}})


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
for test in (pages, splices, several_files):
    with tempfile.TemporaryDirectory() as work:
        test(work)
print(f'{passed} passed, {failed} failed')
sys.exit(1 if failed else 0)
