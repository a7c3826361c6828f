#!/usr/bin/env python3
"""The bytes that the full-screen view writes: one frame at the start, then only what differs; never a screen that is cleared."""
import fcntl
import os
import pty
import re
import select
import shutil
import struct
import sys
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import MAAT, SCALE, check, finish  # noqa: E402
from attach import ENV, RUN, start  # noqa: E402

COLUMNS, LINES = 80, 24
CLEARS = re.compile(rb"\033\[[0-3]?J|\033c|\033\[\?1049h")
WRITES = re.compile(rb"\033\[(\d+);(\d+)H\033\[[0-9;]*m([^\033]*)")  # a place, a look, text


class View:
    """`maat observe svc --top` on a terminal whose bytes are kept."""

    def __init__(self):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            self.fd = 0
            self.resize(COLUMNS, LINES)
            os.execve(MAAT, [MAAT, "observe", "svc", "--top"], dict(ENV, TERM="xterm"))

    def resize(self, columns, lines):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def read(self, enough, secs=60):
        """What comes until `enough` of it is true."""
        got, end = b"", time.time() + secs * SCALE
        while not enough(got) and time.time() < end:
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    got += os.read(self.fd, 65536)
                except OSError:
                    break
        return got

    def key(self, text):
        os.write(self.fd, text)


def cells(writes):
    return sum(len(text.decode()) for _, _, text in writes)


svc = start("svc")
view = View()
first = view.read(lambda b: b"q quit" in b and b"feeder" in b)
check("the first frame comes on a cleared screen", len(CLEARS.findall(first)) >= 1, first[:60])
later = view.read(lambda b: len(re.findall(rb"\033\[1;\d+H", b)) >= 3)  # the head of three further looks: their time stands in it
writes = WRITES.findall(later)
check("later ones clear nothing", not CLEARS.search(later), later[:200])
check("they have come", len(writes) >= 3, later[:200])
check("lines that stay are not written again", not any(int(row) == 2 for row, _, _ in writes), str(writes[:10]))
check("of others only cells that differ", cells(writes) < 3 * COLUMNS * LINES / 3, "%d cells in %d writes" % (cells(writes), len(writes)))
check("places are within the screen", all(1 <= int(r) <= LINES and int(c) + len(t.decode()) <= COLUMNS + 1 for r, c, t in writes), str(writes))
head = [(int(c), t) for r, c, t in writes if r == b"1"]
check("the head is not written from its beginning", head and all(c > 5 for c, _ in head), str(head))
view.key(b"p")
view.read(lambda b: b"[paused]" in b)
view.key(b"s")  # nothing else happens while it is paused
view.read(lambda b: b"by memory" in b)
view.resize(100, 30)
resized = view.read(lambda b: b"feeder" in b)
check("a resize clears once", len(CLEARS.findall(resized)) == 1, resized[:100])
view.key(b"q")
last = view.read(lambda b: b"\033[?1049l" in b)
check("the end puts the terminal back", b"\033[?25h" in last and b"\033[?1049l" in last, last[-100:])
os.waitpid(view.pid, 0)
svc.kill()
svc.wait()
shutil.rmtree(RUN)
finish()
