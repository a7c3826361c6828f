#!/usr/bin/env python3
"""All schedulers are held by computations that nothing interrupts: what can be asked all the same."""
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import SCALE, check, finish  # noqa: E402
from attach import RUN, observe, start, until, values  # noqa: E402

# One that is asked to shrink is woken for it, and answers when it has got a scheduler: nobody is asked here.
svc = start("over", "tests/observe/overload.mm", "--schedulers=2", "--idle-shrink=0", args=["3"])


def held():
    rows = values("ps", "over")
    return sum(r["state"] == "running" for r in rows) == 2 and rows[0]["state"] == "waiting"


check("both schedulers are held", until(held), str(values("ps", "over")))
top = values("top memory 9 0s", "over")
check("top sees them all", {"power 0", "power 1", "power 2", "quiet", "over"} <= {r["label"] for r in top}, str(top))
for _ in range(3):  # none of these needs a scheduler: main waits
    info = values("info main", "over")
    check("info of one that waits", info["info"]["waiting_for"] == "a message" and info["stack"] and "minors" in info["gc"], str(info))
    check("stack of one that waits", "overload.mm" in observe("over", "stack main").stdout)
    check("messages of one that waits", "shapes" in observe("over", "mailbox main 1").stdout)
running = next(r["id"] for r in values("ps | where state == running", "over"))
info = values("info %d" % running, "over")
check("figures of one that runs", info["info"]["id"] == running and "stack" in info, str(info))
r = observe("over", "stack %d" % running)
check("one that runs answers when it comes to it, or is called busy", "overload.mm" in r.stdout or "is busy" in r.stderr or "ended" in r.stderr,
      r.stdout + r.stderr)
for n in range(3):
    observe("over", "kill 'power %d'" % n)
check("they end", until(lambda: [r for r in values("ps | where label ~ power", "over")] == [], 120), str(values("ps", "over")))
check("and the program can be ended", "send" in str(values("send main 'stop'", "over")) and svc.wait(timeout=120 * SCALE) == 0)
shutil.rmtree(RUN)
finish()
