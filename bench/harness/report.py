"""Tables and charts of samples."""
import os
import platform
import re
import statistics
import subprocess
import sys

from . import chart
from .figures import Bound, best, rule_holds, show, spread, verdict
from .peers import TITLES
from .plan import AWFY, COMPUTING, CURVES, GROUPS, GROWTH, MESSAGES, MICRO, PLAN, SAVINA, Line

STARTUP = Line('startup', "start to end of `say 'hello'`", MESSAGES, '', '', must='10000000 ns', goal='5000000 ns')
STARTUP_RSS = Line('startup_rss', 'memory of it', MESSAGES, '', '', must='8388608 B', goal='4194304 B', unit='B')
# From how much of a core used by others on figures are marked.
LOADED = 0.25
LOADED_MARK = '(loaded)'
COLUMNS = {MESSAGES: ['erl', 'go', 'luajit'], COMPUTING: ['erl', 'go', 'lua54', 'ljoff', 'luajit'], AWFY: ['lua54', 'ljoff', 'luajit'],
           SAVINA: [], MICRO: ['lua54']}


def medians_of(line, samples):
    return {who: statistics.median(v) for who, v in samples.of(line.name).items()}


def ratio_text(line, medians):
    """How Maat stands to the peer of its bound."""
    for text in (line.must, line.goal):
        if text:
            r = Bound(text).ratio(medians)
            if r is not None:
                return f"{r:.2f} x {' or '.join(TITLES[p] for p in Bound(text).peers)}"
    return ''


def bound_text(text, unit):
    return Bound(text).title(TITLES, lambda v: show(v, unit)) if text else ''


def result_text(line, medians, samples):
    v = verdict(line, medians)
    if line.most_rss and samples.rss(line.name) > line.most_rss:
        return f'missed ({samples.rss(line.name):.0f} MB of at most {line.most_rss})'
    return v


def text_line(line, samples):
    """A row for the terminal, or why there is none."""
    medians = medians_of(line, samples)
    if 'maat' not in medians:
        return f'{line.name:22} no result'
    cells = [f"{line.name:22} {show(medians['maat'], line.unit):>12} +-{spread(samples.of(line.name)['maat']):3.0f} %"]
    for peer in COLUMNS[line.group]:
        value = best(medians, peer)
        if value is not None:
            cells.append(f'{TITLES[peer]} {show(value, line.unit)}')
    must = bound_text(line.must, line.unit)
    return '  '.join(cells + [ratio_text(line, medians), f'must {must}' if must else '', result_text(line, medians, samples)]).rstrip()


def loaded(name, samples):
    """The mark of figures that were taken while others used the machine, or nothing. The peers' runs count, too: of runs that
    take a few ticks of the kernel's clock it is not known what others used."""
    others = [r['others'] for r in samples.rows if r['name'] == name]
    return f' {LOADED_MARK}' if others and statistics.median(others) > LOADED else ''


def table(group, samples):
    """Rows of Markdown."""
    columns = COLUMNS[group]
    bounds = group != SAVINA
    head = ['benchmark', 'Maat', '+-'] + [TITLES[p] for p in columns] + (['ratio', 'must', 'goal', 'reached'] if bounds else [])
    rows = []
    for line in PLAN + [STARTUP, STARTUP_RSS]:
        medians = medians_of(line, samples)
        if line.group != group or 'maat' not in medians:
            continue
        row = [line.title, show(medians['maat'], line.unit), f"{spread(samples.of(line.name)['maat']):.0f} %" + loaded(line.name, samples)]
        row += [show(best(medians, p), line.unit) for p in columns]
        if bounds:
            row += [ratio_text(line, medians), bound_text(line.must, line.unit), bound_text(line.goal, line.unit),
                    result_text(line, medians, samples)]
        rows.append(row)
    if not rows:
        return []
    align = ['---'] + ['--:'] * (2 + len(columns)) + (['---'] * 4 if bounds else [])
    return ['| ' + ' | '.join(r) + ' |' for r in [head, align] + rows]


def curve_points(curve, samples):
    return sorted((x, statistics.median(v)) for (_, x), v in samples.of(curve.name).items())


def curve_text(curve, samples):
    points = curve_points(curve, samples)
    if len(points) < 2:
        return [f'{curve.name:22} no result']
    holds, what = rule_holds(curve.rule, points)
    return [f"{curve.name:22} " + '  '.join(f'{x:,}: {show(y, curve.unit)}' for x, y in points) + f"  {what} ({curve.rule}) {'holds' if holds else 'missed'}"]


def curve_table(samples):
    rows = []
    for curve in CURVES:
        points = curve_points(curve, samples)
        if len(points) >= 2:
            holds, what = rule_holds(curve.rule, points)
            rows.append([curve.title, '; '.join(f'{x:,}: {show(y, curve.unit)}' for x, y in points) + loaded(curve.name, samples), curve.rule, what,
                         'yes' if holds else 'missed'])
    if not rows:
        return []
    head = ['curve', 'medians', 'must be', 'is', 'holds']
    return ['| ' + ' | '.join(r) + ' |' for r in [head, ['---'] * 5] + rows]


def bar_rows(group, samples):
    rows = []
    for line in PLAN + [STARTUP]:
        medians = medians_of(line, samples)
        if line.group != group or 'maat' not in medians:
            continue
        values = {p: best(medians, p) for p in ['maat'] + COLUMNS[group]}
        limit = Bound(line.must).limit(medians) if line.must else None
        rows.append((line.title.replace('`', ''), {p: (v, show(v, line.unit)) for p, v in values.items() if v is not None}, limit))
    return rows


def charts(samples):
    """File name and text of each chart that has something to show."""
    out = {}
    for key, group in GROUPS.items():
        if group == GROWTH:
            panels = []
            for curve in CURVES:
                points = curve_points(curve, samples)
                if len(points) >= 2:
                    panels.append((curve.title.replace('`', ''), curve.x, curve.y, points, rule_holds(curve.rule, points)[1]))
            if panels:
                out[key + '.svg'] = chart.curves(group, panels)
        else:
            rows = bar_rows(group, samples)
            if rows:
                out[key + '.svg'] = chart.bars(group, rows, TITLES)
    return out


def machine():
    """What the figures were measured on."""
    with open('/proc/cpuinfo', encoding='utf-8', errors='replace') as f:
        cpu = re.search(r'model name\s*:\s*(.*)', f.read())
    memory = os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2 ** 30
    versions = []
    for words, pattern in ((['clang-19', '--version'], r'version ([\d.]+)'), (['go', 'version'], r'go([\d.]+)'),
                           (['lua5.4', '-v'], r'Lua ([\d.]+)'), (['luajit', '-v'], r'LuaJIT (\S+)'),
                           (['erl', '-noshell', '-eval', 'io:put_chars(erlang:system_info(otp_release)),halt().'], r'(\d+)')):
        try:
            found = re.search(pattern, subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout)
            versions.append(f"{dict(erl='Erlang/OTP').get(words[0], words[0].replace('-19', '').replace('lua5.4', 'Lua').capitalize())} "
                            f"{found.group(1) if found else '?'}")
        except FileNotFoundError:
            pass
    return (f"{os.cpu_count()} CPUs ({cpu.group(1).strip() if cpu else platform.machine()}), {memory:.0f} GiB, Linux {platform.release().split('-')[0]}; "
            + ', '.join(versions) + '.')


def parts_of(group):
    """The lines or curves that a group consists of, without those that are measured on request only."""
    if group == GROWTH:
        return CURVES
    return [e for e in PLAN + [STARTUP, STARTUP_RSS] if e.group == group and not e.extra]


def missing(group, samples):
    """Names of what of a group has no figures of Maat."""
    if group == GROWTH:
        return [c.name for c in CURVES if len(curve_points(c, samples)) < len(c.points)]
    return [e.name for e in parts_of(group) if 'maat' not in medians_of(e, samples)]


def measured_whole(group, samples):
    return bool(parts_of(group)) and not missing(group, samples)


def circumstances(group, samples):
    """On what, how often, and beside what a group was measured."""
    names = {e.name for e in (CURVES if group == GROWTH else PLAN + [STARTUP, STARTUP_RSS]) if group in (GROWTH, getattr(e, 'group', ''))}
    rows = [r for r in samples.rows if r['name'] in names]
    others = statistics.mean(r['others'] for r in rows)
    text = f"Measured on {machine()} {len(rows)} runs; others used {others * 100:.0f} % of a core on average meanwhile."
    if others > LOADED:
        text += ' The machine was loaded: these figures are too high.'
    if any(r.get('by') == 'cpu' for r in rows):
        text += ' Figures in seconds are CPU seconds of whole programs, start-up included (`--cpu`); the two JSON lines show both directions together.'
    return text


def section(group, samples, chart_of):
    """The part of a page that shows a group: heading, circumstances, table, chart. Empty where nothing was measured."""
    rows = curve_table(samples) if group == GROWTH else table(group, samples)
    if not rows:
        return ''
    out = [f'### {group}', '', circumstances(group, samples), ''] + rows + ['']
    if any(LOADED_MARK in r for r in rows):
        out += [f'{LOADED_MARK}: others used more than {LOADED * 100:.0f} % of a core meanwhile, so that the figure is too high.', '']
    if chart_of:
        out += [f'![{group}]({chart_of})', '']
    return '\n'.join(out)


def markdown(samples):
    return '\n'.join(t for t in (section(group, samples, '') for group in GROUPS.values()) if t)


def spliced(measured, samples):
    """The measured part of the page with the groups that `samples` hold whole put in place of the older ones; the others stay."""
    kept = {}
    for text in re.split(r'^(?=### )', measured, flags=re.M)[1:]:
        kept[text.splitlines()[0][4:].strip()] = text.strip('\n') + '\n'
    for key, group in GROUPS.items():
        lacking = missing(group, samples)
        if measured_whole(group, samples):
            kept[group] = section(group, samples, f'charts/{key}.svg')
        elif len(lacking) < len(parts_of(group)):
            print(f"docs keep their table of '{group}': no figures of {len(lacking)} of its parts ({lacking[0]}, ...)", file=sys.stderr)
    order = [g for g in GROUPS.values() if g in kept]
    return '\n'.join(kept[g] for g in order + [g for g in kept if g not in order])


def write_docs(samples, docs):
    """Tables and charts of the groups that were measured whole into docs/benchmarks.md and docs/charts."""
    os.makedirs(os.path.join(docs, 'charts'), exist_ok=True)
    for name, svg in charts(samples).items():
        if measured_whole(GROUPS[name[:-len('.svg')]], samples):
            with open(os.path.join(docs, 'charts', name), 'w', encoding='utf-8') as f:
                f.write(svg)
    path = os.path.join(docs, 'benchmarks.md')
    with open(path, encoding='utf-8') as f:
        page = f.read()
    begin, end = '<!-- measured: written by make bench -->\n', '<!-- end of measured -->'
    before, rest = page.split(begin)
    measured, after = rest.split(end)
    with open(path, 'w', encoding='utf-8') as f:
        f.write(before + begin + '\n' + spliced(measured, samples) + '\n' + end + after)


def write(samples, folder, docs):
    """Tables and charts into `folder`; with `docs` into docs/benchmarks.md and docs/charts, too."""
    os.makedirs(folder, exist_ok=True)
    for name, svg in charts(samples).items():
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as f:
            f.write(svg)
    with open(os.path.join(folder, 'table.md'), 'w', encoding='utf-8') as f:
        f.write(markdown(samples))
    if docs:
        write_docs(samples, docs)
