#!/usr/bin/env python3
"""What is left of a program that ends badly: a dump when all maatines wait, when memory is used up, on a fatal signal."""
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from outside import SCALE, TOP, check, finish  # noqa: E402
from attach import ENV, RUN, observe, socket_of, start, until, values  # noqa: E402

SANITIZED = os.environ.get("MAAT_BUILD", "opt") in ("asan", "tsan")
LIMIT = 300 << 20
ENDS = "tests/observe/ends.mm"


def ended(p):
    """Its exit status and what it said."""
    out, err = p.communicate(timeout=120 * SCALE)
    return p.returncode, out, err


def dump_of(p, err):
    """The path that the program told."""
    m = re.search(r"state is in (maat-%d\.dump) \(maat observe " % p.pid, err)
    return os.path.join(RUN, m[1]) if m else ""


# ---- all maatines wait: not while somebody is attached, who may send something ----
svc = start("wait", ENDS, args=["wait"])
with socket.socket(socket.AF_UNIX) as s:
    s.connect(socket_of("wait"))
    observe("wait", "send main 'begin'")
    rows = until(lambda: [r for r in values("ps", "wait") if r["label"] == "other" and r["state"] == "waiting"])
    check("a program where all wait goes on while an observer is attached", rows and svc.poll() is None, str(rows))
    observe("wait", "send main 'go'")
    check("and takes what is sent", svc.stdout.readline() == "went\n")
status, out, err = ended(svc)
check("without observers it ends with its report", status == 3 and "all maatines are waiting" in err, "%s %s" % (status, err))
dump = dump_of(svc, err)
check("and leaves its state", dump and {r["label"] for r in values("ps", dump)} == {"wait", "other"}, err)
check("with the places", "ends.mm" in observe(dump, "stack other").stdout, err)

# ---- a maatine ends as the program's memory is used up: a dump, once ----
svc = start("memory", ENDS, "--max-memory", "40M", args=["memory"])
observe("memory", "send main 'begin'")
name = os.path.join(RUN, "maat-%d.dump" % svc.pid)
check("memory used up: a dump", until(lambda: os.path.exists(name) and isinstance(values("ps", name), list), 60),
      observe(name, "ps").stderr)
check("which says whose it was", any("MemoryError" in t["reason"] and t["label"] == "hog" for t in values("tombstones", "memory")))
observe("memory", "send main 'stop'")
status, out, err = ended(svc)
check("and the program goes on", status == 0 and err.count("state is in") == 1, "%s %s" % (status, err))

# ---- the runtime itself gets no memory from the OS: most of a dump fits into what is kept for it ----
if not SANITIZED:  # whose shadows need all address space
    svc = start("many", ENDS, args=["many"], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT)))
    observe("many", "send main 'begin'")
    status, out, err = ended(svc)
    dump = dump_of(svc, err)
    check("no memory: the program ends", status == 1 and "out of memory" in err, "%s %s" % (status, err[-500:]))
    rows = values("ps | group label | head 1", dump)
    check("and its state tells what there was most of", isinstance(rows, list) and rows and rows[0]["label"] == "idler" and rows[0]["count"] > 1000,
          "%s %s" % (str(rows)[:300], err[-500:]))
    check("and of what the memory was", values("mem", dump)["memory"]["maatines"] > 1000, err[-500:])

    # ---- the OS refuses pieces for values: the one that asked ends, its program's state is left, the program goes on ----
    svc = start("refused", ENDS, args=["refused"], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT)))
    observe("refused", "send main 'begin'")
    name = os.path.join(RUN, "maat-%d.dump" % svc.pid)
    check("the OS gives no more: a dump", until(lambda: os.path.exists(name) and isinstance(values("ps", name), list), 60),
          observe(name, "ps").stderr)
    observe("refused", "send main 'stop'")
    status, out, err = ended(svc)
    check("and the program goes on without what was refused", status == 0 and err.count("state is in") == 1, "%s %s" % (status, err))

# ---- fatal signals ----
if not SANITIZED:  # they have their own handlers
    for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGABRT):
        svc = start("fatal", ENDS, args=["wait"])
        os.kill(svc.pid, number)
        status, out, err = ended(svc)
        rows = values("ps", dump_of(svc, err))
        check("%s leaves the state" % number.name, status == -number and rows[0]["label"] == "fatal", "%s %s" % (status, err))
    for i in range(20):  # wherever its threads are: under a lock of the allocator, too
        svc = start("busy", ENDS, args=["texts"])
        observe("busy", "send main 'begin'")
        svc.stdout.readline()
        time.sleep(0.001 * i)
        os.kill(svc.pid, signal.SIGABRT)
        status, out, err = ended(svc)
        check("a signal from outside leaves the state of a busy program", status == -signal.SIGABRT and dump_of(svc, err), err)
    svc = start("fatal", ENDS, "--dump", os.path.join(RUN, "nosuch", "x"), args=["wait"])
    os.kill(svc.pid, signal.SIGSEGV)
    status, out, err = ended(svc)
    check("a dump that cannot be written is told, no more", status == -signal.SIGSEGV and "no dump" in err, "%s %s" % (status, err))
    svc = start("fatal", ENDS, "--dump", "/dev/full", args=["wait"])
    os.kill(svc.pid, signal.SIGABRT)
    status, out, err = ended(svc)
    check("nor one to a full disk", status == -signal.SIGABRT and "No space" in err, "%s %s" % (status, err))
    # ---- faults of the runtime itself, made by a library in front of it ----
    breaks = os.path.join(RUN, "breaks.so")
    compiler = next((c for c in ("cc", "gcc", "clang", "clang-19") if shutil.which(c)), None)
    if compiler is None:
        print("skipped: faults of the runtime: there is no C compiler")
    else:
        subprocess.run([compiler, "-shared", "-fPIC", "-o", breaks, os.path.join(TOP, "tests/observe/breaks.c")], check=True)

        def broken(how):
            ENV.update(LD_PRELOAD=breaks, BREAKS=how)
            try:
                svc = start("breaks", ENDS, args=["breaks"])
            finally:
                del ENV["LD_PRELOAD"], ENV["BREAKS"]
            observe("breaks", "send main 'begin'")
            return svc, *ended(svc)
        for how, said in (("stack", "a thread has used up its C stack"), ("pointer", "fatal signal 11")):
            svc, status, out, err = broken(how)
            rows = values("ps", dump_of(svc, err))
            check("a fault of the runtime (%s) leaves the state" % how, status == -signal.SIGSEGV and said in err and
                  [r["state"] for r in rows if r["label"] == "breaking"] == ["running"], "%s %s %s" % (status, err, rows))
        check("a wrong pointer is not called a used up stack", "C stack" not in err, err)
        svc, status, out, err = broken("fork")
        check("without a copy of the process it ends all the same, by its signal", status == -signal.SIGSEGV and "no dump" in err,
              "%s %s" % (status, err))
shutil.rmtree(RUN)
finish()
