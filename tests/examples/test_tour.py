#!/usr/bin/env python3
"""The tour ends by itself, within the time that `run` gives it, and says what it should."""
import re

from outside import check, example, finish, run

p = run([example("tour.mm")], timeout=60)
check("status", p.returncode == 0, f"{p.returncode}\n{p.stderr[-2000:]}")
check("squares", "sum of the squares below 100000: 333328333350000" in p.stdout, p.stdout)
check("ring", "100,000 hops" in p.stdout, p.stdout)
check("before the crash", "42 / 6 = 7" in p.stdout, p.stdout)
check("the crash", "ZeroDivisionError" in p.stdout, p.stdout)
check("after the crash", "42 / 7 = 6" in p.stdout, p.stdout)
who = re.findall(r"42 / . = ., says (<Ma \d+>)", p.stdout)
check("another worker", len(who) == 2 and who[0] != who[1], str(who))
check("crash report", "ZeroDivisionError" in p.stderr, p.stderr[-2000:])
check("copied array", "here ['yours', 2, 3], there ['mine', 2, 3, 'scribble']" in p.stdout, p.stdout)
check("call past a backlog", "answer 'hello'" in p.stdout and "100000 messages wait" in p.stdout, p.stdout)
finish()
