#!/usr/bin/env python3
"""Measures Maat beside its peers, checks every result, and prints where it stands against what it must reach.

    bench/run.py --maat build/opt/maat [--runs N] [--write-docs] [--all] [NAME ...]     NAME: a line, a part of its name, or a group
    bench/run.py --maat build/opt/maat --smoke [NAME ...]
    bench/run.py --from FILE.jsonl [--from FILE.jsonl ...] [--write-docs]                tables and charts of samples taken before

Each line of harness/plan.py is the same work in several languages. Runs alternate between the languages, so that a slow minute of the
machine hits all of them; the median counts. Languages that are not installed are left out. A run whose result is wrong fails the
whole command. Samples go to build/bench/samples.jsonl, one JSON line for each run, tables to build/bench/table.md, charts
to build/bench/*.svg. --write-docs puts the tables and charts of the groups that were measured whole into docs/ as well; the other groups stay as
they are there. Of several files of samples the last that has a line counts. --smoke uses small parameters and Maat alone, to see
that all programs still work. --cpu compares CPU seconds of whole programs (start-up included) in the lines that compare seconds: on a
machine that others use, these vary less than the clock.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import peers, report  # noqa: E402
from harness.figures import value_of  # noqa: E402
from harness.plan import CURVES, GROUPS, PLAN  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)


def maat_words(maat, program, flags=''):
    words = program.split()
    return [maat, 'run'] + flags.split() + [os.path.join(HERE, 'maat', words[0] + '.mm')] + words[1:]


def chosen(entry, group, names):
    extra = getattr(entry, 'extra', False)
    if not names:
        return not extra
    # The group of small operations has nothing but extra lines.
    return any(n == entry.name or n == group == 'micro' or (not extra and (n == group or n in entry.name)) for n in names)


def group_key(line):
    return next(k for k, title in GROUPS.items() if title == line.group)


def check(fields, wanted):
    """The RESULT that a line wants: by name, or the only one."""
    if wanted:
        found = [f for n, f in fields.items() if n.startswith(wanted)]
        return found[0] if found else None
    return next(iter(fields.values()), None)


class Samples:
    """Every run that was made, kept in a file as it comes."""

    def __init__(self, path):
        self.rows = []
        self.by_cpu = False
        self.file = None
        self.bad = 0
        if path:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            self.file = open(path, 'w', encoding='utf-8')

    def add(self, name, who, fields, unit, field='', x=None):
        ok = fields is not None and fields.get('ok') == 'true'
        if not ok:
            self.bad += 1
            print(f'wrong result: {name} {who}: {fields}', file=sys.stderr, flush=True)
            return
        value = float(fields['cpu']) if self.by_cpu and unit == 's' else value_of(fields, unit, field)
        row = {'name': name, 'who': who, 'value': value, 'unit': unit, 'rss_mb': float(fields['maxrss_mb']),
               'cpu': float(fields.get('cpu', 0)), 'others': float(fields['others'])}
        if x is not None:
            row['x'] = x
        if self.by_cpu and unit == 's':
            row['by'] = 'cpu'
        self.rows.append(row)
        if self.file:
            self.file.write(json.dumps(row) + '\n')
            self.file.flush()

    def of(self, name):
        """Samples by language, or by (language, x) for curves."""
        out = {}
        for r in self.rows:
            if r['name'] == name:
                out.setdefault((r['who'], r['x']) if 'x' in r else r['who'], []).append(r['value'])
        return out

    def rss(self, name):
        found = [r['rss_mb'] for r in self.rows if r['name'] == name and r['who'] == 'maat']
        return statistics.median(found) if found else 0.0


def read_samples(paths):
    """The samples of files; of a line that several have, those of the last."""
    samples = Samples('')
    for path in paths:
        with open(path, encoding='utf-8') as f:
            rows = [json.loads(t) for t in f]
        names = {r['name'] for r in rows}
        samples.rows = [r for r in samples.rows if r['name'] not in names] + rows
    return samples


def batches(lines):
    """Lines that come from one program with the same arguments are measured by one run of it."""
    out = {}
    for line in lines:
        out.setdefault((line.maat, tuple(sorted(line.peers.items()))), []).append(line)
    return list(out.values())


def measure_batch(batch, maat, have, runs, samples):
    first = batch[0]
    commands = [('maat', maat_words(maat, first.maat, first.flags), {}, None)]
    for peer, args in first.peers.items():
        for who in peers.variants(peer, first.group == GROUPS['messages']):
            if who in have:
                words, env, cwd = have[who]
                commands.append((who, words + args.split(), env, cwd))
    for i in range(runs):
        for who, words, env, cwd in commands[i % len(commands):] + commands[:i % len(commands)]:
            fields = peers.run(words, env, cwd)
            for line in batch:
                samples.add(line.name, who, check(fields, line.result), line.unit, line.field if who == 'maat' or line.unit == 'B' else '')


def measure_curve(curve, maat, runs, samples):
    for i in range(runs):
        points = curve.points if i % 2 == 0 else curve.points[::-1]
        for x in points:
            fields = peers.run(maat_words(maat, curve.maat.format(x=x), curve.flags.format(x=x)))
            samples.add(curve.name, 'maat', check(fields, ''), curve.unit, curve.field, x=x)


def measure_startup(maat, runs, samples):
    """Start to end of `say 'hello'`."""
    for _ in range(max(10, runs)):
        t = time.perf_counter()
        p = subprocess.run([maat, '-e', "say 'hello'"], check=False, stdout=subprocess.PIPE)
        fields = {'ok': str(p.stdout == b'hello\n').lower(), 'secs': time.perf_counter() - t, 'ops': 1, 'maxrss_mb': 0, 'others': 0}
        samples.add(report.STARTUP.name, 'maat', fields, 'ns')
    words = [peers.TIME, '-f', 'RESULT name=rss ok=true kb=%M', maat, '-e', "say 'hello'"]
    if os.path.exists(peers.TIME):
        fields = next(iter(peers.run(words).values()))
        fields.update(bytes=str(int(fields['kb']) * 1024))
        samples.add(report.STARTUP_RSS.name, 'maat', fields, 'B', 'bytes')


def smoke(maat, names):
    """Every program once, small. Two at a time: nothing is timed."""
    jobs = [(e.name, maat_words(maat, e.small, e.flags), e.result) for e in PLAN if chosen(e, group_key(e), names)]
    jobs += [(f'{c.name} {x}', maat_words(maat, (c.small_maat or c.maat).format(x=x), c.flags.format(x=x)), '')
             for c in CURVES if chosen(c, 'growth', names) for x in c.small]
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for (name, words, wanted), fields in zip(jobs, pool.map(lambda j: peers.run(j[1], timeout=120), jobs)):
            got = check(fields, wanted)
            if got is None or got.get('ok') != 'true':
                failed += 1
                print(f"FAILED {name}: {' '.join(words)}: {got}")
    print(f'{len(jobs) - failed} passed, {failed} failed')
    return 1 if failed else 0


def measure(a, maat):
    samples = Samples(os.path.join(TOP, 'build', 'bench', 'samples.jsonl'))
    samples.by_cpu = a.cpu
    lines = [e for e in PLAN if chosen(e, group_key(e), a.names)]
    curves = [c for c in CURVES if chosen(c, 'growth', a.names)]
    with tempfile.TemporaryDirectory() as work:
        have = peers.build(work)
        for batch in batches(lines):
            measure_batch(batch, maat, have, a.runs, samples)
            for line in batch:
                print(report.text_line(line, samples), flush=True)
        for curve in curves:
            measure_curve(curve, maat, a.runs, samples)
            for t in report.curve_text(curve, samples):
                print(t, flush=True)
        if chosen(report.STARTUP, 'messages', a.names):
            measure_startup(maat, a.runs, samples)
            for line in (report.STARTUP, report.STARTUP_RSS):
                print(report.text_line(line, samples))
    return samples


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--maat', default=os.path.join(TOP, 'build', 'opt', 'maat'))
    ap.add_argument('--smoke', action='store_true')
    ap.add_argument('--runs', type=int, default=5)
    ap.add_argument('--write-docs', action='store_true')
    ap.add_argument('--all', action='store_true', help='also what needs most of the memory of a machine')
    ap.add_argument('--cpu', action='store_true', help='compare CPU seconds of whole programs where seconds are compared')
    ap.add_argument('--from', dest='sources', action='append')
    ap.add_argument('names', nargs='*')
    a = ap.parse_args()
    maat = os.path.abspath(a.maat)
    if a.smoke:
        return smoke(maat, a.names)
    if a.sources:
        samples = read_samples(a.sources)
    else:
        if a.all:
            for e in PLAN:
                e.extra = False
        samples = measure(a, maat)
    report.write(samples, os.path.join(TOP, 'build', 'bench'), os.path.join(TOP, 'docs') if a.write_docs else None)
    return 1 if samples.bad else 0


if __name__ == '__main__':
    sys.exit(main())
