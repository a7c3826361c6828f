#!/usr/bin/env python3
"""The key-value server, driven by redis-cli, redis-benchmark and raw sockets: answers, errors, hostile input, a dying table."""
import os
import re
import socket
import struct
import subprocess
import threading
import time

from outside import SCALE, check, example, finish, free_port, serve, stop, wait_port

port = free_port()
server = serve([example("kv.mm"), str(port)])
check("listens", wait_port(port))


def cli(*args, stdin=None):
    p = subprocess.run(["redis-cli", "-p", str(port), *args], input=stdin, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, timeout=60 * SCALE, check=False)
    return p.stdout.decode("utf-8", "surrogateescape").rstrip("\n")


def says(expected, *args):
    got = cli(*args)
    check(" ".join(args), got == expected, f"expected {expected!r}, got {got!r}")


def connect():
    return socket.create_connection(("127.0.0.1", port), timeout=20 * SCALE)


def drain(s):
    """What comes until the end; what came before a reset."""
    got = b""
    try:
        while True:
            more = s.recv(65536)
            if not more:
                return got
            got += more
    except OSError:
        return got


def exchange(data, expected):
    """Sends data on a connection of its own and reads as much as is expected."""
    with connect() as s:
        s.sendall(data)
        got = b""
        while len(got) < len(expected):
            more = s.recv(65536)
            if not more:
                break
            got += more
        return got


def rss():
    with open(f"/proc/{server.pid}/statm", encoding="ascii") as f:
        return int(f.read().split()[1]) * 4096


def descriptors():
    return len(os.listdir(f"/proc/{server.pid}/fd"))


# ---- commands ----

says("PONG", "PING")
says("hi", "PING", "hi")
says("hello world", "ECHO", "hello world")
says("OK", "SET", "k", "v")
says("v", "GET", "k")
says("", "GET", "nothing")
says("", "SET", "k", "w", "NX")
says("OK", "SET", "k", "w", "XX")
says("w", "GET", "k")
says("", "SET", "new", "w", "XX")
says("OK", "SET", "new", "w", "NX", "EX", "100")
says("100", "TTL", "new")
says("-1", "TTL", "k")
says("-2", "TTL", "nothing")
says("OK", "SET", "short", "x", "PX", "50")
time.sleep(0.1)
says("", "GET", "short")
says("1", "EXPIRE", "k", "50")
says("50", "TTL", "k")
says("0", "EXPIRE", "nothing", "50")
says("1", "EXPIRE", "k", "-1")
says("", "GET", "k")
says("1", "INCR", "n")
says("11", "INCRBY", "n", "10")
says("10", "DECR", "n")
says("7", "DECRBY", "n", "3")
says("7", "GET", "n")
says("2", "APPEND", "n", "5")
says("75", "GET", "n")
says("76", "INCR", "n")
says("5", "APPEND", "text", "héé"[:3])
says("OK", "MSET", "a", "1", "b", "2", "c", "3")
says("1\n2\n\n3", "MGET", "a", "b", "x", "c")
says("2", "EXISTS", "a", "b", "x")
says("2", "DEL", "a", "b", "x")
check("KEYS", sorted(cli("KEYS", "*").split("\n")) == ["c", "n", "new", "text"], cli("KEYS", "*"))
says("new", "KEYS", "n?w")
says("c", "KEYS", "[a-c]")
says("4", "DBSIZE")
check("INFO", "redis_version:" in cli("INFO") and "db0:keys=4" in cli("INFO"))
says("OK", "FLUSHDB")
says("0", "DBSIZE")
says("", "COMMAND")

# ---- errors, as Redis words them ----

says("ERR unknown command 'NOPE', with args beginning with: 'a' 'b' ", "NOPE", "a", "b")
says("ERR wrong number of arguments for 'get' command", "GET")
says("ERR wrong number of arguments for 'set' command", "SET", "k")
says("ERR wrong number of arguments for 'mset' command", "MSET", "a", "1", "b")
says("ERR syntax error", "SET", "k", "v", "BOGUS")
says("ERR syntax error", "SET", "k", "v", "NX", "XX")
says("ERR invalid expire time in 'set' command", "SET", "k", "v", "EX", "0")
says("ERR value is not an integer or out of range", "SET", "k", "v", "EX", "x")
cli("SET", "s", "text")
says("ERR value is not an integer or out of range", "INCR", "s")
says("ERR value is not an integer or out of range", "INCRBY", "s", "1.5")
cli("SET", "m", "9223372036854775807")
says("ERR increment or decrement would overflow", "INCR", "m")
says("ERR value is not an integer or out of range", "INCRBY", "x", "9223372036854775808")

# ---- the protocol ----

check("pipelining", exchange(b"*1\r\n$4\r\nPING\r\n" * 1000, b"+PONG\r\n" * 1000) == b"+PONG\r\n" * 1000)
check("inline", exchange(b"PING\r\n\r\nSET i 5\r\nGET i\r\n", b"+PONG\r\n+OK\r\n$1\r\n5\r\n") == b"+PONG\r\n+OK\r\n$1\r\n5\r\n")
binary = bytes(range(256))
want = b"+OK\r\n$256\r\n" + binary + b"\r\n"
check("binary values", exchange(b"*3\r\n$3\r\nSET\r\n$3\r\nbin\r\n$256\r\n" + binary + b"\r\n*2\r\n$3\r\nGET\r\n$3\r\nbin\r\n", want) == want)
want = b"+OK\r\n$1\r\nv\r\n*1\r\n$2\r\n\xff\xfe\r\n"
check("binary keys", exchange(b"FLUSHDB\r\n*3\r\n$3\r\nSET\r\n$2\r\n\xff\xfe\r\n$1\r\nv\r\n*2\r\n$3\r\nGET\r\n$2\r\n\xff\xfe\r\nKEYS *\r\n",
                              b"+OK\r\n" + want) == b"+OK\r\n" + want)
big = b"x" * 5_000_000
want = b"+OK\r\n$5000000\r\n" + big + b"\r\n"
check("large values", exchange(b"*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$5000000\r\n" + big + b"\r\nGET big\r\n", want) == want)
with connect() as s:
    for byte in b"*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\n":
        s.sendall(bytes([byte]))
        time.sleep(0.002)
    check("a command in pieces", s.recv(100) == b"$5\r\nhello\r\n")
check("QUIT", exchange(b"QUIT\r\nPING\r\n", b"+OK\r\n+PONG\r\n") == b"+OK\r\n")

# ---- hostile input: an error or a close, and the server lives on ----

PROTOCOL = b"-ERR Protocol error: "
for data in [b"*1000000000\r\n", b"*-5\r\n", b"*abc\r\n", b"*1\r\n$-1\r\n", b"*1\r\n$999999999999\r\n", b"*1\r\n$x\r\n",
             b"*1\r\n+PING\r\n", b"*1\r\n:5\r\n", b"*99999999999999999999999\r\n"]:
    with connect() as s:
        s.sendall(data)
        s.shutdown(socket.SHUT_WR)
        check(f"protocol error for {data!r}", drain(s).startswith(PROTOCOL))
for data in [b"x" * 200_000, b"*1\r\n$" + b"9" * 100_000, os.urandom(100_000), b"\xff\xfe\xfd\r\n" * 10, b"\0" * 1000 + b"\r\n",
             b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$100\r\ncut", b"*2\r\n", b"$", b"\r\n" * 10_000]:
    with connect() as s:
        try:
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        drain(s)
    check(f"lives after {data[:12]!r}", cli("PING") == "PONG")

before = rss()
claims = [connect() for _ in range(200)]
for s in claims:
    s.sendall(b"*2\r\n$4\r\nECHO\r\n$60000000\r\nlittle")
time.sleep(0.5)
check("claims cost nothing", rss() - before < 50_000_000 * SCALE, f"{rss() - before} bytes")
for s in claims:
    s.close()

# A reader that never reads: the writer waits, its memory is bounded.
cli("SET", "chunk", "y" * 100_000)
before = rss()
slow = [connect() for _ in range(20)]
for s in slow:
    s.setblocking(False)
    for _ in range(100):
        try:
            s.send(b"GET chunk\r\n" * 100)
        except OSError:
            break
time.sleep(1)
check("slow readers are bounded", rss() - before < 150_000_000 * SCALE, f"{rss() - before} bytes")
check("others are served meanwhile", cli("PING") == "PONG")
for s in slow:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
check("lives after resets", cli("PING") == "PONG")

# Many connections at once; none stays open.
idle = descriptors()
many = int(5000 / SCALE)
crowd = []
try:
    for _ in range(many):
        crowd.append(connect())
except OSError as e:
    check("opens many connections", False, f"{len(crowd)}: {e}")
for s in crowd:
    s.sendall(b"PING\r\n")
check(f"{many} connections are answered", all(s.recv(100) == b"+PONG\r\n" for s in crowd))
for s in crowd:
    s.close()
end = time.time() + 20 * SCALE
while (after := descriptors()) > idle + 5 and time.time() < end:
    time.sleep(0.05)
check("descriptors are given back", after <= idle + 5, f"{idle} before, {after} after")

# ---- benchmarks; the table's owner dies meanwhile ----


def benchmark(*args):
    p = subprocess.run(["redis-benchmark", "-p", str(port), "-q", *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       timeout=200 * SCALE, check=False)
    return p.returncode, p.stdout.decode("utf-8", "replace").replace("\r", "\n")


requests = str(int(60_000 / SCALE))
for extra in [[], ["-P", "16"]]:
    code, out = benchmark("-t", "set,get,incr", "-n", requests, "-c", "50", *extra)
    done = re.findall(r"(SET|GET|INCR): [\d.]+ requests per second", out)
    check(f"benchmark {extra}", code == 0 and done == ["SET", "GET", "INCR"] and "rror" not in out, out[-300:])

killed = []
over = threading.Event()


def killer():
    while not over.wait(0.2):
        killed.append(cli("DEBUG", "SEGFAULT"))


t = threading.Thread(target=killer)
t.start()
code, out = benchmark("-t", "set,get,incr", "-n", requests, "-c", "50")
over.set()
t.join()
done = re.findall(r"(SET|GET|INCR): [\d.]+ requests per second", out)
check("a benchmark outlives the table's owner", code == 0 and done == ["SET", "GET", "INCR"] and "rror" not in out,
      f"{len(killed)} kills: {out[-300:]}")
check("the owner was killed meanwhile", len(killed) >= 2 and set(killed) == {"OK"}, str(killed))
says("PONG", "PING")
says("OK", "SET", "after", "all")
says("all", "GET", "after")

check("ends on SIGTERM", stop(server) == 143)
finish()
