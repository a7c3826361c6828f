"""Samples, medians, bounds and verdicts."""
import re
import statistics


def value_of(fields, unit, name=''):
    """The figure that counts: a named field, seconds, or nanoseconds an operation."""
    if name:
        return float(fields[name])
    secs = float(fields['secs'])
    return secs if unit == 's' else secs * 1e9 / float(fields['ops'])


def show(value, unit):
    if value is None:
        return '-'
    if unit == 's':
        return f'{value:.3f} s'
    if unit == 'B' and value >= 1e5:
        return f'{value / 2 ** 20:.1f} MiB'
    if unit == 'ns' and value >= 1e6:
        return f'{value / 1e6:,.1f} ms'
    if unit == 'ns' and value >= 1e5:
        return f'{value / 1e3:,.0f} us'
    return f'{value:,.0f} {unit}' if value >= 10 else f'{value:.1f} {unit}'


def spread(samples):
    """Half of the distance between the least and the greatest, in per cent of the median."""
    middle = statistics.median(samples)
    return (max(samples) - min(samples)) / 2 / middle * 100 if middle else 0.0


def best(medians, peer):
    """The better of a language's variants, or None."""
    found = [v for who, v in medians.items() if who.split('@')[0] == peer]
    return min(found) if found else None


class Bound:
    """`0.5 erl`, `0.4 erl|go`, `100 ns`."""

    def __init__(self, text):
        self.text = text
        number, _, of = text.partition(' ')
        self.number = float(number)
        self.peers = of.split('|') if re.match(r'^(erl|go|lua54|luajit|ljoff)', of) else []

    def limit(self, medians):
        """What Maat may take, or None where a peer is not installed."""
        if not self.peers:
            return self.number
        found = [best(medians, p) for p in self.peers]
        return None if None in found else self.number * min(found)

    def ratio(self, medians):
        """How much of the peer Maat takes: comparable with `number`."""
        limit = self.limit(medians)
        return None if not limit or not self.peers else medians['maat'] / limit * self.number

    def title(self, titles, show_value):
        if not self.peers:
            return show_value(self.number)
        return f"{self.number:g} x {' or '.join(titles[p] for p in self.peers)}"


def verdict(line, medians):
    """'goal', 'must', 'missed', or '' where nothing can be compared."""
    if line.must:
        limit = Bound(line.must).limit(medians)
        if limit is None:
            return ''
        if medians['maat'] > limit:
            return 'missed'
    if line.goal:
        limit = Bound(line.goal).limit(medians)
        if limit is not None and medians['maat'] <= limit:
            return 'goal'
    return 'must' if line.must else ''


def rule_holds(rule, points):
    """Whether a curve [(x, y)] is as its rule says, and the figure that decided."""
    words = rule.split()
    if words[0] == 'flat':
        least = float(words[3]) if len(words) > 3 else float('-inf')
        ys = [y for x, y in points if x >= least]
        factor = max(ys) / max(min(ys), 1e-9)
        return factor <= float(words[1]), f'{factor:,.2f} times between least and greatest'
    if words[0] == 'below':
        worst = max(y for _, y in points)
        return worst <= float(words[1]), f'at most {worst:,.0f}'
    speedup = points[0][1] / points[-1][1]
    return speedup >= float(words[1]), f'{speedup:.2f} times faster'
