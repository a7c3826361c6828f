#!/usr/bin/env python3
"""Standard input: a pipe that is filled slowly, a file, a terminal, nothing."""
import os
import pty
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples"))
from outside import MAAT, SCALE, TOP, check, finish  # noqa: E402

PROGRAM = [MAAT, "run", os.path.join(TOP, "tests/lib/input.mm")]


def start(stdin):
    # Not with the errors: where the reader is slow, a long `say` is reported there.
    return subprocess.Popen(PROGRAM, stdin=stdin, stdout=subprocess.PIPE)


p = start(subprocess.PIPE)
for word in [b"one\n", b"tw", b"o\n"]:
    time.sleep(0.3 * SCALE)
    p.stdin.write(word)
    p.stdin.flush()
out, _ = p.communicate(timeout=30 * SCALE)
check("a slow pipe", out == b"one true\ntwo true\nend\n" and p.returncode == 0, repr(out))

out = subprocess.run(PROGRAM, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=30 * SCALE, check=False).stdout
check("nothing", out == b"end\n", repr(out))

with open(__file__, "rb") as f:
    text = f.read()
    f.seek(0)
    out = subprocess.run(PROGRAM, stdin=f, stdout=subprocess.PIPE, timeout=30 * SCALE, check=False).stdout
lines = [line.rsplit(b" ", 1)[0] for line in out.split(b"\n")[:-2]]
check("a file", lines == text.split(b"\n")[:-1] and out.endswith(b"end\n"))

big = b"x" * 3_000_000 + b"\n" + b"y\n" * 10_000
p = start(subprocess.PIPE)
out, _ = p.communicate(big, timeout=60 * SCALE)
check("a long line and many", len(out.split(b"\n")) == 10_003, str(len(out)))

master, slave = pty.openpty()
p = start(slave)
os.close(slave)
os.write(master, b"typed\n")
time.sleep(0.3 * SCALE)
os.write(master, b"\x04")
out, _ = p.communicate(timeout=30 * SCALE)
check("a terminal", out.startswith(b"typed ") and out.endswith(b"end\n"), repr(out))

p = start(subprocess.PIPE)
p.stdin.write(b"line\n")
p.stdin.flush()
p.stdout.readline()  # it has read that, and waits for more
p.terminate()
check("SIGTERM ends who waits for input", p.wait(timeout=20 * SCALE) == 143)
finish()
