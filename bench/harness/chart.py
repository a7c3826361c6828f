"""Charts as SVG: bars of each benchmark beside its peers, and curves."""
import math
from html import escape

COLOURS = {'maat': '#c2410c', 'erl': '#7c3aed', 'go': '#0891b2', 'lua54': '#1d4ed8', 'ljoff': '#64748b', 'luajit': '#0f766e'}
FONT = 'font-family="DejaVu Sans, Helvetica, Arial, sans-serif"'


def text(x, y, s, size=12, anchor='start', weight='normal', fill='#1f2937'):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}" fill="{fill}">'
            f'{escape(s)}</text>')


def page(width, height, parts):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" {FONT}>\n'
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n' + '\n'.join(parts) + '\n</svg>\n')


def bars(title, rows, titles):
    """`rows`: [(label, {language: (value, shown)}, limit or None)]. Each row has its own scale: its longest bar fills the width."""
    left, full, bar, gap = 330, 430, 13, 14
    used = [k for k in COLOURS if any(k in values for _, values, _ in rows)]
    parts = [text(20, 30, title, 18, weight='bold')]
    x = 20
    for k in used:
        parts.append(f'<rect x="{x}" y="44" width="12" height="12" fill="{COLOURS[k]}"/>')
        parts.append(text(x + 17, 54, titles[k], 12))
        x += 38 + 7.2 * len(titles[k])
    parts.append(f'<line x1="{x + 4}" x2="{x + 4}" y1="43" y2="57" stroke="#111827" stroke-width="2"/>')
    parts.append(text(x + 12, 54, 'what Maat must reach', 12))
    y = 78
    for label, values, limit in rows:
        top = max([v for v, _ in values.values()] + ([limit] if limit else [])) or 1
        parts.append(text(left - 10, y + len(values) * bar / 2 + 4, label, 12, 'end'))
        start = y
        for k in used:
            if k not in values:
                continue
            v, shown = values[k]
            w = max(1.0, v / top * full)
            parts.append(f'<rect x="{left}" y="{y}" width="{w:.1f}" height="{bar - 2}" fill="{COLOURS[k]}"/>')
            parts.append(text(left + w + 6, y + bar - 4, shown, 10, weight='bold' if k == 'maat' else 'normal'))
            y += bar
        if limit:
            at = left + limit / top * full
            parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{start - 3}" y2="{y + 1}" stroke="#111827" stroke-width="2"/>')
        y += gap
    return page(left + full + 110, y + 10, parts)


def nice(v):
    for limit, unit in ((1e9, 'G'), (1e6, 'M'), (1e3, 'k')):
        if abs(v) >= limit:
            return f'{v / limit:g}{unit}'
    return f'{v:.3g}'


def round_up(v):
    """A round number above v that divides well by four."""
    power = 10 ** math.floor(math.log10(v)) if v > 0 else 1
    return next(k * power for k in (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10, 12) if k * power >= v * 1.05)


def curves(title, panels):
    """`panels`: [(title, x label, y label, [(x, y)], note)], two in a row. x is logarithmic where it spans more than 100."""
    width, height = 440, 250
    parts = [text(20, 30, title, 18, weight='bold')]
    for i, panel in enumerate(panels):
        parts += one_curve(20 + i % 2 * (width + 20), 50 + i // 2 * (height + 20), width, height, *panel)
    return page(2 * width + 60, 60 + (len(panels) + 1) // 2 * (height + 20), parts)


def one_curve(x0, y0, width, height, title, xlabel, ylabel, points, note):
    left, right, top, bottom = x0 + 62, x0 + width - 14, y0 + 44, y0 + height - 42
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    log = max(xs) / max(1e-9, min(x for x in xs if x > 0)) > 100
    least = min(x for x in xs if x > 0) / 10 if log and min(xs) == 0 else min(xs)

    def place(x):
        return math.log10(max(x, least)) if log else x
    lo, hi, ytop = place(min(xs)), place(max(xs)), round_up(max(ys))

    def px(x):
        return left + (place(x) - lo) / ((hi - lo) or 1) * (right - left)

    def py(y):
        return bottom - y / ytop * (bottom - top)
    parts = [text(x0 + 4, y0 + 16, title, 13, weight='bold'), text(x0 + 4, y0 + 32, f'{ylabel}; {note}', 11, fill='#4b5563')]
    for k in range(5):
        v = ytop * k / 4
        parts.append(f'<line x1="{left}" x2="{right}" y1="{py(v):.1f}" y2="{py(v):.1f}" stroke="#e5e7eb"/>')
        parts.append(text(left - 6, py(v) + 4, nice(float(f'{v:.3g}')), 10, 'end'))
    for x in xs:
        parts.append(text(px(x), bottom + 16, nice(x), 10, 'middle'))
    parts.append(text((left + right) / 2, bottom + 33, xlabel, 11, 'middle'))
    parts.append('<polyline fill="none" stroke="%s" stroke-width="2" points="%s"/>'
                 % (COLOURS['maat'], ' '.join(f'{px(x):.1f},{py(y):.1f}' for x, y in points)))
    for x, y in points:
        parts.append(f'<circle cx="{px(x):.1f}" cy="{py(y):.1f}" r="3.5" fill="{COLOURS["maat"]}"/>')
    return parts
