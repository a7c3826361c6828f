#!/usr/bin/env python3
"""Random JSON, right and broken, compared with Python's reader."""
import json
import os
import random
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples"))
from outside import MAAT, SCALE, TOP, check, finish  # noqa: E402

random.seed(int(os.environ.get("SEED", "7")))
SURROGATE = re.compile("[\ud800-\udfff]")


def text():
    kinds = ["a", "é", "\U0001f600", "\"", "\\", "/", "\b", "\x01", "key", "long " * 20, "\x7f", "\u2028"]
    return "".join(random.choice(kinds) for _ in range(random.randrange(5)))


def value(depth):
    kind = random.randrange(9 if depth > 0 else 6)
    if kind == 0:
        return random.choice([None, True, False])
    if kind == 1:
        return random.randrange(-10, 10) * 10 ** random.randrange(0, 40, 3) + random.randrange(3)
    if kind == 2:
        return random.choice([random.random(), random.uniform(-1e300, 1e300), 0.1, 5e-324, 1e22, 123456.789, 2.0 ** 60])
    if kind <= 5:
        return text()
    if kind <= 7:
        return [value(depth - 1) for _ in range(random.randrange(12))]
    return {text() + str(i % 5): value(depth - 1) for i in range(random.randrange(14))}


def one_line(v):
    s = json.dumps(v, ensure_ascii=random.random() < 0.5, separators=random.choice([(",", ":"), (", ", " : ")]))
    return s.replace("\x7f", random.choice(["\x7f", "\\u007f"]))


def broken(s):
    at = random.randrange(len(s))
    how = random.randrange(4)
    if how == 0:
        return s[:at]
    if how == 1:
        return s[:at] + s[at + 1:]
    if how == 2:
        return s[:at] + random.choice("{}[],:\"\\0-+.eEtfn 1u") + s[at:]
    other = random.randrange(len(s))
    return s[:at] + s[other:other + 5] + s[at:]


def refuse(word):
    raise ValueError(word)


def finite(word):
    d = float(word)
    if d in (float("inf"), float("-inf")):
        raise ValueError(word)
    return d


def read(s):
    """What Python reads, or an exception; stricter: no NaN, no Inf, no half of a surrogate pair."""
    v = json.loads(s, parse_constant=refuse, parse_float=finite)
    if SURROGATE.search(json.dumps(v, ensure_ascii=False)):
        raise ValueError("surrogate")
    return v


def same(a, b):
    """Equal, doubles by their bits; 2.0 is written as 2."""
    if isinstance(a, dict):
        return isinstance(b, dict) and list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return type(a) in (int, float) and type(b) in (int, float) and not isinstance(a, bool) and a == b or a is b or \
        isinstance(a, str) and a == b


lines = []
while len(lines) < 3000 / SCALE:
    s = one_line(value(4))
    lines.append(s)
    lines += [b for b in (broken(s) for _ in range(3)) if b.strip() and not SURROGATE.search(b)]
sent = "\n".join(lines) + "\n"
p = subprocess.run([MAAT, "run", os.path.join(TOP, "tests/lib/json_lines.mm")], input=sent.encode(), stdout=subprocess.PIPE,
                   timeout=120 * SCALE, check=False)
answers = p.stdout.decode().split("\n")[:-1]
check("one answer for each", len(answers) == len(lines) and p.returncode == 0, f"{len(answers)} of {len(lines)}: {p.stdout[-300:]}")
for s, answer in zip(lines, answers):
    try:
        want = read(s)
    except ValueError:
        want = ValueError
    if want is ValueError:
        check(f"refuses {s[:200]!r}", answer == "error", answer[:200])
    else:
        try:
            got = json.loads(answer)
        except ValueError:
            got = ValueError
        check(f"reads {s[:200]!r}", same(want, got), answer[:200])
finish()
