#!/usr/bin/env python3
"""A million maatines: looking at them costs the program little, and a dump is bounded. Times are processor times of the program, which do not
depend on what else runs; the bounds are several times what is measured (docs/internals/observer.md)."""
import fcntl
import os
import pty
import select
import shutil
import struct
import sys
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import MAAT, SCALE, check, finish  # noqa: E402
from attach import ENV, RUN, observe, start, values  # noqa: E402

BUILD = os.environ.get("MAAT_BUILD", "opt")
MANY = {"opt": 1_000_000, "debug": 100_000}.get(BUILD, 20_000)
TICKS = os.sysconf("SC_CLK_TCK")


def cpu():
    with open("/proc/%d/stat" % svc.pid, encoding="ascii") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def costs(f):
    """What f gives, and the processor time that the program used meanwhile."""
    before = cpu()
    got = f()
    return got, cpu() - before


svc = start("many", "tests/observe/many.mm", args=[str(MANY)])
top, secs = costs(lambda: observe("many", "top memory 3 0s"))
check("top sees all of them", "%d maatines" % (MANY + 1) in top.stdout, top.stdout + top.stderr)
check("top costs little", secs < 1 * SCALE, "%.2f s" % secs)
one, secs = costs(lambda: values("info %d" % (MANY // 2), "many"))
check("info of one costs nothing that grows", one["info"]["waiting_for"] == "a message" and secs < 0.3 * SCALE, "%.2f s, %s" % (secs, one))
rows, secs = costs(lambda: values("ps | count", "many"))
check("all can be listed", rows == [{"count": MANY + 1}] and secs < 4 * SCALE, "%.2f s, %s" % (secs, rows))

# ---- the full-screen view: it looks the less often the longer a look takes ----
began, used = time.time(), cpu()
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.execve(MAAT, [MAAT, "observe", "many", "--top"], dict(ENV, TERM="xterm"))
seen = b""
while time.time() < began + 8 or (b"q quit" not in seen and time.time() < began + 60 * SCALE):
    if select.select([fd], [], [], 0.2)[0]:
        seen += os.read(fd, 65536)
used, took = cpu() - used, time.time() - began
os.write(fd, b"q")
while select.select([fd], [], [], 30 * SCALE)[0]:
    try:
        if not os.read(fd, 65536):
            break
    except OSError:
        break
os.waitpid(pid, 0)
check("the view shows them", b"q quit" in seen and b"a message" in seen, seen[-300:])
check("the view takes less than a twentieth of a core", used < took / 20 + 0.3 * SCALE, "%.2f of %.2f s" % (used, took))

# ---- a dump: bounded, the most telling first ----
dump = os.path.join(RUN, "many.dump")
began = time.time()
r, secs = costs(lambda: observe("many", "dump " + dump))
took = time.time() - began
check("a dump comes to its end", r.returncode == 0 or "not complete" in r.stderr, r.stderr)
check("in bounded time", took < 10 + 20 * SCALE, "%.1f s" % took)
check("while the program does nothing for it", secs < 1 * SCALE, "%.2f s" % secs)
check("it opens", values("program", dump).get("maatines") == MANY + 1 and len(values("ps | head 1000", dump)) == 1000, r.stderr)
check("and is bounded in size", os.path.getsize(dump) <= 256 << 20, str(os.path.getsize(dump)))
values("send main 'stop'", "many")
check("the program ends as ever", svc.wait(timeout=120 * SCALE) == 0)
shutil.rmtree(RUN)
finish()
