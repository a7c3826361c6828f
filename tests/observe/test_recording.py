#!/usr/bin/env python3
"""Finds the three faults of shop.mm with the observer, on a terminal, and holds docs/observer.md against what was typed.

    tests/observe/test_recording.py            the test
    tests/observe/test_recording.py --write    puts what was seen into docs/observer.md, between its markers
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import MAAT, SCALE, TOP, check, finish  # noqa: E402
from terminal import Terminal, line  # noqa: E402

PAGE = os.path.join(TOP, "docs/observer.md")
WRITE = "--write" in sys.argv
if not shutil.which("tmux"):
    sys.exit(77)

RUN = tempfile.mkdtemp(prefix="maat-observe-")
os.chmod(RUN, 0o700)
ENV = {"XDG_RUNTIME_DIR": RUN, "HOME": RUN}
seen = {}


def program():
    p = subprocess.Popen([MAAT, "run", "--name", "shop", "tests/observe/shop.mm"], cwd=TOP, env=dict(os.environ, **ENV),
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    p.stdout.readline()
    return p


def asked(command):
    return subprocess.run([MAAT, "observe", "shop", "-c", command], env=dict(os.environ, **ENV), stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, check=False).stdout


def until(what, command):
    """The faults show after a while."""
    end = time.time() + 60 * SCALE
    while not re.search(what, asked(command)) and time.time() < end:
        time.sleep(0.1)


def answered(t, command):
    """Types it, waits for the prompt behind its answer, which is returned."""
    before = t.history().count("shop>")
    t.text(command)
    t.keys("Enter")
    t.wait(lambda _: t.history().count("shop>") > before, 60)
    return t.history().rsplit("shop> " + command, 1)[-1]


def typed(name, steps, lines=60):
    """Types each command into a shell until it shows what is looked for (on a busy machine that may not be at once); the whole
    recording."""
    t = Terminal("exec $MAAT observe shop", columns=120, lines=lines, env=dict(ENV, MAAT=MAAT))
    t.prompt("shop>")
    for command, what, fault in steps:
        for _ in range(20):
            answer = answered(t, command)
            if re.search(what, answer):
                break
        check(name + ": " + fault, re.search(what, answer) is not None, answer)
    text = t.history().rstrip()
    text = text[:-len("shop>")].rstrip() if text.endswith("shop>") else text
    t.close()
    seen[name] = text


svc = program()
time.sleep(4 if WRITE else 0)
until("in a cycle", "waits")
until(r"print.* [1-9]\d\d", "mailbox printer")
typed("leak", [
    ("top memory 3 2s", r"cache", "the leak is the first by memory"),
    ("info cache | cols age,received,memory,old", r"received", "its memory"),
    ("top messages 1 3s", r"cache", "it gets messages"),
    ("info cache | cols age,received,memory,old", r"received", "which grows with what it has received"),
    ("stack cache", r"shop.mm:\d+\s+cache", "and here is who fills it"),
])
typed("mailbox", [
    ("top mailbox 2 2s", r"printer", "the mailbox that grows is the first by mailbox"),
    ("mailbox printer 2", r"\['print', Map\]", "it is full of orders"),
    ("info printer | cols state,waiting_for,at,mailbox,mailbox_oldest,received", r"the time", "as its owner sleeps"),
])
typed("deadlock", [
    ("waits", r"in a cycle", "a cycle is found"),
    ("shared", r"clerk", "who holds the variable"),
    ("stack clerk", r"price_of", "and what it is doing meanwhile"),
    ("kill clerk", r"kill", "which is ended"),
    ("waits", r"note\s*(shop>|$)", "and nobody waits for it any more"),
])
t = Terminal("exec $MAAT observe shop --top", env=dict(ENV, MAAT=MAAT))
t.wait("printer")
t.keys("s")
t.wait("by memory")
time.sleep(1.5 if WRITE else 0)
s = t.wait(lambda x: "cache" in line(x, 3) and "by memory" in x)
check("screen: by memory", "cache" in line(s, 3), s)
seen["screen"] = s
t.keys("2")
seen["screen tree"] = t.wait("[2 tree]")
t.keys("3")
seen["screen schedulers"] = t.wait("busy")
t.keys("1")
t.wait("[1 processes]")
t.keys("Enter")
seen["screen look"] = t.wait("waiting_for")
check("screen: a look into the first", "waiting_for" in seen["screen look"], seen["screen look"])
t.keys("q")
t.close()
svc.kill()
svc.wait()
shutil.rmtree(RUN)


def commands(text):
    """What was typed, but for what was typed again at once."""
    all_of = re.findall(r"^shop> (.*)$", text, re.M)
    return [c for i, c in enumerate(all_of) if i == 0 or all_of[i - 1] != c]


with open(PAGE, encoding="utf-8") as f:
    page = f.read()
for name, text in seen.items():
    block = re.compile(r"(<!-- recorded: %s -->\n```text\n)(.*?)(\n```)" % re.escape(name), re.S)
    m = block.search(page)
    check("docs/observer.md has a place for: " + name, m is not None)
    if not m:
        continue
    if WRITE:
        page = page[:m.start(2)] + text + page[m.end(2):]
    else:
        check("docs/observer.md shows what is typed: " + name, commands(m.group(2)) == commands(text),
              "%s, not %s: tests/observe/test_recording.py --write" % (commands(m.group(2)), commands(text)))
if WRITE:
    with open(PAGE, "w", encoding="utf-8") as f:
        f.write(page)
finish()
