#!/usr/bin/env python3
"""`maat observe` from outside: every command, filters, JSON, dumps, bad input, several observers, a target that dies."""
import os
import random
import re
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import MAAT, SCALE, check, finish  # noqa: E402
from attach import ENV, FOLDER, RUN, observe, socket_of, start, until, values  # noqa: E402

svc = start("svc")
until(lambda: any(w["cycle"] for w in values("waits")))

# ---- finding it ----
out = observe(None).stdout
check("lists running programs", "svc" in out and str(svc.pid) in out, out)
path = socket_of("svc")
check("socket is private", os.stat(path).st_mode & 0o777 == 0o600 and os.stat(FOLDER).st_mode & 0o777 == 0o700)
for target in ("svc", str(svc.pid), path):
    check("attach by " + target, "svc" in observe(target, "program").stdout)
check("unknown target", "no running program" in observe("nosuch", "ps").stderr)

# ---- maatines ----
ps = values("ps")
by_label = {r["label"]: r for r in ps}
check("ps lists all", {"echo server", "full", "locked a", "locked b", "feeder", "Supervisor"} <= set(by_label), str(ps))
check("ps knows a name", by_label["echo server"]["name"] == "echo")
check("ps has places", ".mm:" in (by_label["full"]["at"] or ""), str(by_label["full"]))
top = values("top mailbox 3 0.1s")
check("top by mailbox", top[0]["label"] == "full" and top[0]["mailbox"] == 1505 and len(top) == 3, str(top))
top = values("top reductions 2 0.5s")
check("top by reductions", top[0]["label"] == "feeder" or top[0]["label"] == "echo server", str(top))
check("top by messages", values("top messages 1 0.5s")[0]["messages/s"] > 0)
info = values("info echo")
check("info", info["info"]["label"] == "echo server" and info["info"]["name"] == "echo" and
      info["info"]["received"] > 0 and info["info"]["memory"] > 500, str(info))
check("info has frames and collections", info["stack"] and "minors" in info["gc"], str(info))
check("info by id and label", values("info %d | cols id" % info["info"]["id"])["id"] == info["info"]["id"] and
      values("info 'echo server' | cols id")["id"] == info["info"]["id"])
check("info of nobody", "error" in values("info 999999999"))
check("stack", "service.mm" in observe("svc", "stack full").stdout)
box = values("mailbox full 2")
check("mailbox shapes", box["shapes"][0] == {"shape": "['job', Num, Str]", "count": 1000,
                                             "bytes": box["shapes"][0]["bytes"]}, str(box))
check("mailbox messages", [m["message"] for m in box["messages"]] == ["['job', 0, 'x']", "['job', 1, 'x']"], str(box))
waits = values("waits")
locked = {w["label"]: w for w in waits}
check("waits finds the cycle", locked["locked a"]["cycle"] and locked["locked b"]["cycle"] and
      locked["locked a"]["of"] == locked["locked b"]["id"], str(waits))
shared = {s["variable"]: s for s in values("shared")}
check("shared: holder and waiters by name", shared["x"]["label"] == "locked a" and shared["x"]["waiters"] == 1 and
      shared["x"]["waiting"] == "%d locked b" % by_label["locked b"]["id"] and shared["hits"]["waiters"] == 0, str(shared))
tree = values("tree")
kid = next(t for t in tree if t["maatine"].strip() == "kid")
check("tree", kid["depth"] == 1 and kid["owner"] == next(t for t in tree if "[supervisor]" in t["maatine"])["id"], str(tree))

# ---- the program ----
check("names", {"echo", "kid"} <= {n["name"] for n in values("names")})
check("chans", any(c["len"] == 1 and c["cap"] == 3 for c in values("chans")), str(values("chans")))
check("timers", any(900 < t["due"] < 1001 for t in values("timers")), str(values("timers")))
sched = values("sched 0.2s")
check("sched", sched and all(0 <= s["busy"] <= 100 for s in sched), str(sched))
mem = values("mem")
check("mem", mem["memory"]["resident"] > 1e6 and any(t["type"] == "maatine" for t in mem["types"]), str(mem))
check("the biggest strings", values("mem strings")[0]["bytes"] == 240_000)
check("files", any("socket" in f["is"] for f in values("files")))
check("modules", any(m["module"] == "Supervisor" for m in values("modules")))
check("gc", "minors" in values("gc echo"))
check("flags", any(f["name"] == "slice" for f in values("flags")))
metrics = observe("svc", "prometheus").stdout
check("prometheus", "\nmaat_maatines " in metrics)
kinds, samples = {}, set()
for line in metrics.splitlines():  # the exposition format: HELP and TYPE once before all samples of a name, no sample twice
    m = re.fullmatch(r"# (HELP|TYPE) (maat_[a-z_]+) (.+)", line)
    n = re.fullmatch(r'(maat_[a-z_]+)(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? ([0-9.e+-]+)', line)
    ok = (m and (m[1] == "HELP" or m[3] in ("counter", "gauge")) and (m[1], m[2]) not in kinds) or \
         (n and ("TYPE", n[1]) in kinds and (n[1], n[2]) not in samples and float(n[4]) >= 0 and
          (kinds["TYPE", n[1]] == "counter") == n[1].endswith("_total"))
    check("prometheus: " + line.split(" ")[0], ok, line)
    if m:
        kinds[m[1], m[2]] = m[3]
    elif n:
        samples.add((n[1], n[2]))
check("prometheus ends with a line", metrics.endswith("\n") and len(samples) > 20, metrics[-100:])

# ---- acts ----
check("eval", observe("svc", "eval 40 + 2").stdout == "42\n")
check("eval sees the program", observe("svc", "eval twice(21)").stdout == "42\n" and
      observe("svc", "eval hits").stdout == "0\n")
check("eval with a bar", observe("svc", "eval 1 | 2").stdout == "3\n")
check("eval that fails", "Error: no" in observe("svc", "eval die 'no'").stderr)
check("eval that does not compile", "not declared" in observe("svc", "eval nosuch(1)").stderr)
values("send echo 'run'")
check("send arrives", until(lambda: int(observe("svc", "eval hits").stdout) > 0))
values("suspend echo")
check("suspend", until(lambda: values("ps | where name == echo")[0]["state"] == "suspended"))
n = observe("svc", "eval hits").stdout
check("a suspended one stands still", observe("svc", "eval hits").stdout == n)
values("resume echo")
check("resume", until(lambda: int(observe("svc", "eval hits").stdout) > int(n)))
old = kid["id"]
values("send kid 'die'")
check("restarts", until(lambda: any(r["child"] == "kid" for r in values("restarts"))))
for command in ("info %d", "stack %d", "kill %d", "suspend %d", "send %d 1", "mailbox %d"):  # its record may serve another one
    check("an id of one that has ended: " + command, "error" in values(command % old) or command.startswith("send"))
check("kid lives", values("ps | where name == kid | cols label"), str(values("ps")))
check("tombstones", any(t["id"] == old and "planned" in t["reason"] and ".mm:" in t["at"] for t in values("tombstones")))
check("log", any("planned" in x["line"] for x in values("log")))
kid = values("ps | where name == kid")[0]["id"]
values("kill kid")
check("kill", until(lambda: all(p["id"] != kid for p in values("ps"))))
check("set", values("set warn-mailbox 1000")[0]["value"] == "1000")
check("events", until(lambda: any(e["event"] == "long mailbox" for e in values("events"))))
check("set: unknown", "error" in values("set nosuch 1"))
check("set: the log's level", values("set log-level error")[0]["value"] == "error" and
      values("flags | where name == log-level | cols value,from") == [{"value": "error", "from": "set"}] and
      observe("svc", "eval Native.log_level()").returncode in (0, 1))
check("set: no value of it", "is expected" in values("set warn-mailbox many")["error"])
check("set: not while running", "cannot change" in values("set schedulers 1")["error"])

# ---- watching ----
trace = observe("svc", "trace sends receives call work of echo rate 1000 for 0.5s", extra=["--json"]).stdout
check("trace", '"receive"' in trace or '"send"' in trace, trace)
trace = observe("svc", "trace spawns ends rate 200 for 0.5s").stdout
check("trace of starts and ends", "spawn" in trace and "end" in trace, trace)
trace = observe("svc", "trace spawns rate 10 for 0.35s", extra=["--json"]).stdout
check("trace keeps its rate", trace.count('"spawn"') <= 5, trace)
trace = observe("svc", "trace spawns rate 2 for 1.2s", extra=["--json"]).stdout
check("also one of few", 1 <= trace.count('"spawn"') <= 3, trace)
check("a trace of nothing a second", "not understood" in observe("svc", "trace spawns rate 0").stderr)
n = int(observe("svc", "eval hits").stdout)
shown = observe("svc", "trace call hot rate 50 for 0.5s", extra=["--json"]).stdout.count("hot(1)")
n = 100 * (int(observe("svc", "eval hits").stdout) - n)
check("a trace of a hot function keeps its rate", 1 <= shown <= 60, str(shown))
check("and the function goes on as ever", n > 10 * shown, "%d calls, %d shown" % (n, shown))
shown = observe("svc", "trace spawns for 60s | where text ~ /service/ | cols what,id | head 3").stdout.split("\n")
check("a trace is filtered as it comes, and ends with its head", shown[0].split() == ["what", "id"] and len(shown) == 5 and
      all(x.startswith("spawn ") for x in shown[1:4]), str(shown))
check("a filter that needs all of a trace gets it", values("trace spawns ends for 0.5s | group what")[0]["count"] > 0 and
      values("trace spawns for 0.2s | where text ~ nosuch | count") == [{"count": 0}])
check("a trace by a column that is not there", "no column" in observe("svc", "trace receives | where nosuch == 1").stderr)
check("a trace of no function", "no function" in values("trace call nosuch for 0.1s")["error"])
profile = until(lambda: [p for p in values("profile 0.5s cpu") if "service.mm" in p["stack"]])
check("profile", profile and profile[0]["stack"].startswith("echo server;"), str(profile))
flame = os.path.join(RUN, "flame.svg")
values("profile 0.5s waits svg " + flame)
check("flame graph", open(flame).read().startswith("<svg") and "locked b" in open(flame).read())

# ---- filters ----
check("sort and head", [r["mailbox"] for r in values("ps | sort mailbox | head 1")] == [1505])
check("where with a regex", {r["label"] for r in values("ps | where label ~ /^locked/")} == {"locked a", "locked b"})
check("where with numbers", [r["label"] for r in values("ps | where mailbox > 1K")] == ["full"])
check("cols", values("ps | where label == full | cols label,mailbox") == [{"label": "full", "mailbox": 1505}])
check("count and group", values("ps | count")[0]["count"] >= 6 and
      values("ps | group state")[0]["count"] >= 4)
check("unknown column", "no column" in values("ps | sort nosuch")["error"])
check("bad regex", "no regex" in values("ps | where label ~ /(/")["error"])
check("a costly regex ends", isinstance(values("ps | where label ~ /(a+)+$/"), list))
check("help", "top memory" in observe("svc", "help top").stdout)
check("unknown command", observe("svc", "frobnicate").returncode == 1)
lines = subprocess.run([MAAT, "observe", "svc"], input="ps | count\nquit\n", env=ENV, text=True, timeout=60 * SCALE,
                       stdout=subprocess.PIPE, check=False).stdout
check("lines from standard input", "count" in lines, lines)

# ---- bad input ----


def raw(data, shut=False):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(20 * SCALE)
        s.connect(path)
        try:
            s.sendall(data)
            if shut:
                s.shutdown(socket.SHUT_WR)
            got = b""
            while True:
                more = s.recv(65536)
                if not more:
                    return got
                got += more
        except OSError:
            return b"reset"


for what, data in [("no frame", b"GET / HTTP/1.1\r\n\r\n" * 100), ("a huge length", b"\xff\xff\xff\xff" + b"Q"),
                   ("length 0", b"\0\0\0\0Q"), ("half a frame", b"\x10\0\0\0Q12"),
                   ("an unknown kind", struct.pack("<I", 3) + b"?ab"), ("nothing", b""),
                   ("zeros in a question", struct.pack("<I", 7) + b"Q\0\0ps\0\0")]:
    raw(data, shut=True)
    check("survives " + what, observe("svc", "eval 1").stdout == "1\n")
dice = random.Random(20261129)
for i in range(40):  # whole frames of nonsense, then a length that may promise anything
    text = dice.choice([b"info ", b"top ", b"ps | where ", b"trace ", b"set ", b"profile ", b"eval "]) + dice.randbytes(dice.randrange(80))
    raw(struct.pack("<I", len(text) + 1) + b"Q" + text.replace(b"profile", b"profil") + dice.randbytes(dice.randrange(12)), shut=True)
check("survives nonsense", observe("svc", "eval 1").stdout == "1\n")
check("a question of 60,000 bytes", "error" in observe("svc", "x" * 60_000).stderr)
check("unbalanced quotes", observe("svc", "ps | where label == 'x").returncode == 1)

many = []


def refused():
    """Connections of observers that have gone may take their places for a moment longer, so some of ours may have been refused."""
    for _ in range(17):
        c = socket.socket(socket.AF_UNIX)
        c.connect(path)
        many.append(c)
    return "too many" in observe("svc", "eval 1").stderr


check("too many observers are told so", until(refused))
for s in many:
    s.close()
check("and later there is room", until(lambda: observe("svc", "eval 1").stdout == "1\n"))
if os.geteuid() == 0:  # another user: the directory keeps it out; with that opened, the program itself does
    code = ("import os, socket, sys; os.setuid(65534); s = socket.socket(socket.AF_UNIX); s.settimeout(30); "
            "s.connect(%r); [sys.stdout.buffer.write(x) for x in iter(lambda: s.recv(4096), b'')]" % path)
    r = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    check("another user cannot connect", b"PermissionError" in r.stderr, r.stderr)
    for what in (RUN, FOLDER, path):
        os.chmod(what, 0o777)
    r = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    check("and is refused where it can", b"another user" in r.stdout, r.stdout + r.stderr)
    for what, mode in ((RUN, 0o700), (FOLDER, 0o700), (path, 0o600)):
        os.chmod(what, mode)

p = subprocess.Popen([MAAT, "observe", "svc", "-c", "trace sends call work"], env=ENV, stdout=subprocess.PIPE)
p.stdout.readline()  # now it traces
p.kill()
p.wait()
check("a killed client takes its trace along", until(lambda: observe("svc", "eval 1").stdout == "1\n"))

# ---- what is open ----
notes = os.path.join(RUN, "notes")
net = start("open", "tests/observe/open.mm", args=[notes], wait=False)
port = "127.0.0.1:" + net.stdout.readline().strip()
server = values("ps | where name == server", "open")[0]["id"]
until(lambda: any(s["waits"] for s in values("sockets", "open")))
sockets = values("sockets", "open")
kinds = sorted((s["kind"], s["peer"] == port, s["owner"] == server, s["waits"]) for s in sockets)
check("sockets with their owners and who waits", kinds == [("listener", True, True, None), ("stream", False, True, "to read"),
                                                          ("stream", True, False, None)], str(sockets))
files = values("files", "open")
check("files with their owners", [(f["label"], f["owner"]) for f in files if f["is"] == notes] == [("open", 1)], str(files))
check("the descriptors of sockets are among the files", {(s["fd"], s["owner"]) for s in sockets} <= {(f["fd"], f["owner"]) for f in files},
      str(files))
check("sockets are filtered", [s["kind"] for s in values("sockets | where kind == listener", "open")] == ["listener"])
values("send main 'stop'", "open")
check("and closed again", net.wait(timeout=60 * SCALE) == 0)

# ---- a dump ----
dump = os.path.join(RUN, "state.dump")
check("dump", observe("svc", "dump " + dump).returncode == 0 and os.path.getsize(dump) > 1000)
check("a dump names the program", [values("program", dump)[k] for k in ("name", "pid")] == ["svc", svc.pid])
check("a dump knows who waits for which variable", any(v["variable"] == "x" and "locked b" in v["waiting"]
                                                       for v in values("shared", dump)), str(values("shared", dump)))
answers = values("ps | where label == full | cols mailbox", dump), values("top mailbox 1", dump)
check("a dump answers", answers[0] == [{"mailbox": 1505}] and answers[1][0]["label"] == "full", str(answers))
check("a dump knows frames", "service.mm" in observe(dump, "stack full").stdout)
check("a dump knows shapes", "['job', Num, Str]" in observe(dump, "mailbox full").stdout)
check("a dump knows waits", any(w["cycle"] for w in values("waits", dump)))
check("a dump is no program", "running program" in observe(dump, "kill 1").stderr)
half = os.path.join(RUN, "half.dump")
with open(dump, "rb") as f:
    whole = f.read()
for n in (len(whole) // 2, 5, len(whole) - 3):
    with open(half, "wb") as f:
        f.write(whole[:n])
    check("half a dump of %d bytes" % n, observe(half, "program").returncode in (0, 1))
with open(half, "wb") as f:
    f.write(whole[:11] + bytes((b * 7 + 13) & 255 for b in whole[11:]))
check("a broken dump", observe(half, "ps").returncode == 1)
check("dump to a full disk", "No space" in observe("svc", "dump /dev/full").stderr)
small = start("small", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)))
r = observe("small", "dump " + half)
check("dump to a disk that fills up", "File too large" in r.stderr and not os.path.exists(half), r.stderr)
check("and the program goes on", observe("small", "eval 1").stdout == "1\n")
small.kill()
small.wait()
check("dump where one may not", observe("svc", "dump /nosuch/x").returncode == 1)
os.kill(svc.pid, signal.SIGUSR1)
own = os.path.join(RUN, "maat-%d.dump" % svc.pid)
check("SIGUSR1 dumps", until(lambda: os.path.exists(own) and values("program", own).get("name") == "svc"))
if os.environ.get("MAAT_BUILD", "opt") not in ("asan", "tsan"):
    os.unlink(own)
    os.kill(svc.pid, signal.SIGABRT)
    svc.wait(timeout=60 * SCALE)
    counted = values("ps | count", own)
    check("a fatal signal dumps", svc.returncode == -signal.SIGABRT and isinstance(counted, list) and counted[0]["count"] > 5,
          "%s %s %s" % (svc.returncode, counted, svc.stderr.read()))
    svc = start("svc")
    check("the socket of a dead program is removed", "svc" in observe(None).stdout and
          len([f for f in os.listdir(FOLDER) if f.startswith("svc.")]) == 1)

# ---- a target that dies while it is asked; the end ----
p = subprocess.Popen([MAAT, "observe", "svc", "-c", "program", "-c", "top 3 600s"], env=ENV, stdout=subprocess.PIPE,
                     stderr=subprocess.PIPE, text=True)
p.stdout.readline()  # attached: it asks for `top` next
svc.kill()
err = p.communicate(timeout=30 * SCALE)[1]
check("a target that dies is an error", p.returncode == 1 and "has ended" in err, err)
svc = start("svc")
values("send main 'stop'")
check("the program ends as ever", svc.wait(timeout=30 * SCALE) == 0 and "bye 240000 1" in svc.stdout.read())
check("and takes its socket along", socket_of("svc") is None or "svc." not in str(os.listdir(FOLDER)))
shutil.rmtree(RUN)
finish()
