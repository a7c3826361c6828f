#!/usr/bin/env python3
"""The full-screen view and the shell on a terminal (through tmux): tabs, sorting, filter, a look into a maatine, kill, resize."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import MAAT, TOP, check, finish  # noqa: E402
from terminal import Terminal, line  # noqa: E402

if not shutil.which("tmux"):
    sys.exit(77)

RUN = tempfile.mkdtemp(prefix="maat-observe-")
os.chmod(RUN, 0o700)
ENV = {"XDG_RUNTIME_DIR": RUN, "HOME": RUN}
svc = subprocess.Popen([MAAT, "run", "--name", "shop", os.path.join(TOP, "tests/observe/service.mm")],
                       env=dict(os.environ, **ENV), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
svc.stdout.readline()

t = Terminal(f"{MAAT} observe shop --top", env=ENV)
s = t.wait(lambda x: "feeder" in x and "q quit" in x)
check("80x24: head, table, foot", "shop" in s.split("\n")[0] and "reductions/s" in s and "q quit" in s, s)
check("80x24: no line is too long", max(map(len, s.split("\n"))) <= 80 and len(s.split("\n")) <= 24, s)
s = t.wait(lambda x: "feeder" in line(x, 3))
check("the busiest comes first", "feeder" in line(s, 3), s)
t.keys("s")
s = t.wait("by memory")
t.keys("s")
s = t.wait(lambda x: "full" in line(x, 3) and "1505" in line(x, 3))
check("sorts by mailbox", "1505" in line(s, 3), s)
t.keys("2")
s = t.wait("[supervisor]")
check("tree", "   kid" in s and "[2 tree]" in s, s)
t.keys("3")
s = t.wait("busy")
check("schedulers", "slices/s" in s, s)
t.keys("4")
s = t.wait("holds")
check("memory", "maatine" in s, s)
t.keys("Tab")
s = t.wait("messages/s")
check("messages", "[5 messages]" in s, s)
t.keys("1")
t.wait("reductions/s")
t.keys("/")
t.wait("filter by")
t.text("^locked")
t.keys("Enter")
s = t.wait(lambda x: "locked a" in x and "feeder" not in x)
check("filter", "locked b" in s and "feeder" not in s and "/^locked/" in s, s)
t.keys("Enter")
s = t.wait("waiting_for")
check("a look into one", "locked" in s and "Esc back" in s, s)
t.keys("Escape")
t.wait(lambda x: "Esc back" not in x)  # before that the next key would belong to the Escape
t.keys("/")
t.wait("filter by")
t.keys(*["BSpace"] * 7)
t.text("feeder")
t.keys("Enter")
t.wait(lambda x: "feeder" in x and "locked" not in x)
t.keys("k")
s = t.wait("kill maatine")
check("kill asks", "y/n" in s, s)
t.keys("n")
s = t.wait(lambda x: "kill maatine" not in x and "feeder" in x)
check("and takes no for an answer", "feeder" in s, s)
t.keys("k")
t.wait("kill maatine")
t.keys("y")
s = t.wait(lambda x: "feeder" not in "".join(x.split("\n")[2:]))
check("kill", "feeder" not in "".join(s.split("\n")[2:]), s)
t.keys("/")
t.wait("filter by")
t.keys(*["BSpace"] * 7)
t.keys("Enter")
t.resize(130, 30)
s = t.wait(lambda x: "messages/s" in x and "name" in x)
check("wider: more columns", {"name", "messages/s", "at"} <= set(line(s, 2).split()), s)
t.resize(60, 12)
s = t.wait(lambda x: len(x.split("\n")) <= 12 and "full" in x)
check("smaller", max(map(len, s.split("\n"))) <= 60, s)
t.keys("h")
check("help", "the views" in t.wait("the views"))
t.keys("h")
t.keys("q")
check("quit ends it", t.wait(lambda x: "processes" not in x) == "" or "processes" not in t.screen())
t.close()

# ---- the shell with completion ----
t = Terminal(f"{MAAT} observe shop", columns=100, env=ENV)
t.prompt("shop>")
t.text("tombs")
t.keys("Tab")
check("completes commands", "tombstones" in t.wait("tombstones"), t.screen())
t.keys("Enter")
t.wait("since the start")
t.prompt("shop>")
t.text("info ec")
t.keys("Tab")
check("completes names", "info echo" in t.wait("info echo"), t.screen())
t.keys("Enter")
check("and answers", "function" in t.wait("function"), t.screen())
t.prompt("shop>")
full = subprocess.run([MAAT, "observe", "shop", "-c", "ps | where label == full | cols id", "--json"], env=dict(os.environ, **ENV),
                      stdout=subprocess.PIPE, text=True, check=False).stdout
full = str(json.loads(full)[0]["id"])
t.text("stack ")
t.keys("Tab", "Tab")
s = t.wait(lambda x: {"echo", "kid", full} <= set(x.split()))
check("offers names and ids", {"echo", "kid", full} <= set(s.split()), s)


def ids():
    out = subprocess.run([MAAT, "observe", "shop", "-c", "ps | cols id", "--json"], env=dict(os.environ, **ENV), stdout=subprocess.PIPE,
                         text=True, check=False).stdout
    return [str(r["id"]) for r in json.loads(out)]


subprocess.run([MAAT, "observe", "shop", "-c", "eval for ^150 { ma { sleep 1000 } }"],
               env=dict(os.environ, **ENV), stdout=subprocess.DEVNULL, check=False)
one = max(ids(), key=int)  # of three digits; the others that begin with the same two go
others = [i for i in ids() if i.startswith(one[:2]) and i != one]
subprocess.run([MAAT, "observe", "shop"] + [x for i in others for x in ("-c", "kill " + i)], env=dict(os.environ, **ENV),
               stdout=subprocess.DEVNULL, check=False)
t.wait(lambda _: [i for i in ids() if i.startswith(one[:2])] == [one])
t.keys("C-u")
t.text("stack " + one[:2])
t.keys("Tab")
s = t.wait("stack " + one)
check("completes an id", len(one) > 2 and "stack " + one in s, "%s %s" % (one, s))
t.keys("Enter")
check("and answers about it", "function" in t.wait(lambda x: "function" in x.split("stack " + one)[-1]), t.screen())
t.prompt("shop>")
t.text("ps | where label == full | cols label,mailbox")
t.keys("Enter")
check("pipes", "1505" in t.wait("1505"), t.screen())
t.prompt("shop>")
t.text("trace receives of echo")
t.keys("Enter")


def traced(screen):
    """What is sent shows whether the trace has begun: an interrupt that comes sooner would stop nothing."""
    subprocess.run([MAAT, "observe", "shop", "-c", "send echo ['put', 1]"], env=dict(os.environ, **ENV), stdout=subprocess.DEVNULL,
                   check=False)
    return "['put', 1]" in screen


check("shows a trace as it goes", "['put', 1]" in t.wait(traced), t.screen())
t.keys("C-c")
t.prompt("shop>")
t.text("names")
t.keys("Enter")
check("Ctrl-C stops the question, not the shell", "kid" in t.wait("kid"), t.screen())
t.keys("C-d")
t.close()
svc.kill()
svc.wait()
shutil.rmtree(RUN)
finish()
