#!/usr/bin/env python3
"""Sockets from outside: pieces, resets, half-open connections, vanishing clients, dying owners, descriptors."""
import os
import random
import socket
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples"))
from outside import MAAT, SCALE, TOP, check, finish, free_port, stop, wait_port  # noqa: E402

port = free_port()
# Nobody would read its crash reports.
server = subprocess.Popen([MAAT, "run", os.path.join(TOP, "tests/lib/lines.mm"), str(port)],
                          stdout=subprocess.DEVNULL, stderr=None if "-v" in sys.argv else subprocess.DEVNULL)
check("listens", wait_port(port))


def connect():
    return socket.create_connection(("127.0.0.1", port), timeout=20 * SCALE)


def line(s):
    got = b""
    while not got.endswith(b"\n"):
        more = s.recv(1)
        if not more:
            return got
        got += more
    return got


def reset(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


def descriptors():
    return len(os.listdir(f"/proc/{server.pid}/fd"))


def ask(text):
    with connect() as s:
        s.sendall(text + b"\n")
        return line(s)


check("answers", ask(b"hello") == b"5\n")

with connect() as s:
    for b in b"slow line\n":
        s.sendall(bytes([b]))
        time.sleep(0.01)
    check("a line in pieces", line(s) == b"9\n")
    s.sendall(b"a\nbb\r\nccc\n\ndddd\n")
    check("lines in one piece", [line(s) for _ in range(5)] == [b"1\n", b"2\n", b"3\n", b"0\n", b"4\n"])
    s.sendall(b"last without end")
    s.shutdown(socket.SHUT_WR)
    check("half-closed: the rest is a line", line(s) == b"16\n")
    check("and then the end", s.recv(10) == b"")

for what in [b"die\n", b"kill\n"]:
    with connect() as s:
        s.sendall(what)
        try:
            end = s.recv(10)
        except ConnectionResetError:
            end = b""
        check(f"the socket of an owner that ends by {what!r} is closed", end == b"")

with connect() as s:
    s.sendall(b"reset\nunread\n")
    try:
        end = s.recv(10)
    except ConnectionResetError:
        end = b""
    check("closed with input left", end == b"")

with connect() as s:
    s.sendall(b"x" * 5000 + b"\n")
    try:
        end = s.recv(10)
    except ConnectionResetError:
        end = b""
    check("a line that is too long closes", end == b"")

# A reader that stops: the writer waits; reading goes on later and nothing is lost.
with connect() as s:
    s.sendall(b"big\nafter\n")
    time.sleep(0.3)
    check("others are answered meanwhile", ask(b"abc") == b"3\n")
    size = 0
    while size < 10_000_001:
        got = s.recv(1 << 20)
        if not got:
            break
        size += len(got)
        check("only what was sent", got.strip(b"z\n") == b"" or size > 10_000_001)
    check("all of it comes", size >= 10_000_001, str(size))

# One that stops reading for ever, and vanishes while the server writes.
for how in ["close", "reset"]:
    s = connect()
    s.sendall(b"big\n")
    time.sleep(0.05)
    s.recv(1000)
    if how == "close":
        s.close()
    else:
        reset(s)
check("lives after readers that vanish", ask(b"abc") == b"3\n")

before = descriptors()
random.seed(1)
for round_ in range(int(10 / SCALE) + 1):
    crowd = [connect() for _ in range(100)]
    for s in crowd:
        what = random.randrange(4)
        if what == 0:
            s.sendall(b"half a li")
        elif what == 1:
            s.sendall(b"hello\n" * 20)
        elif what == 2:
            s.sendall(b"die\n")
        if random.randrange(2):
            reset(s)
        else:
            s.close()
# A new connection waits behind those of the crowd: when it is alone, all of them have come and gone.
end = time.time() + 20 * SCALE
while (count := ask(b"count")) != b"1\n" and time.time() < end:
    time.sleep(0.05)
check("no maatine is left", count == b"1\n", str(count))
while (after := descriptors()) > before + 3 and time.time() < end:
    time.sleep(0.05)
check("no descriptor is left", after <= before + 3, f"{before} before, {after} after")

idle = [connect() for _ in range(300)]
check("idle connections do no harm", ask(b"abc") == b"3\n")
check("ends on SIGTERM with connections open", stop(server) == 143)
for s in idle:
    try:
        ended = s.recv(1) == b""
    except OSError:
        ended = True
    if not ended:
        check("connections end with the server", False)
finish()
