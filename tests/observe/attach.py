"""What tests of the observer share: a runtime directory of their own, programs with names, questions to them."""
import json
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples"))
from outside import MAAT, SCALE, TOP  # noqa: E402

RUN = tempfile.mkdtemp(prefix="maat-observe-")
os.chmod(RUN, 0o700)
ENV = dict(os.environ, XDG_RUNTIME_DIR=RUN)
FOLDER = os.path.join(RUN, "maat")


def start(name, path="tests/observe/service.mm", *flags, args=(), wait=True, **kw):
    """A program that can be observed; with `wait` it has said its first line."""
    p = subprocess.Popen([MAAT, "run", "--name", name, *flags, os.path.join(TOP, path), *args], env=ENV, cwd=RUN,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kw)
    if wait:
        p.stdout.readline()
    return p


def observe(target, *commands, extra=()):
    args = [MAAT, "observe"] + ([target] if target else []) + list(extra)
    for c in commands:
        args += ["-c", c]
    r = subprocess.run(args, env=ENV, cwd=RUN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                       timeout=60 * SCALE, check=False)
    return r


def values(command, target="svc"):
    """The answer as JSON gives it."""
    r = observe(target, command, extra=["--json"])
    try:
        return json.loads(r.stdout)
    except ValueError:
        return {"error": "no JSON: " + r.stdout + r.stderr}


def until(f, secs=60):
    """Asks again and again until it is so; the last answer."""
    end = time.time() + secs * SCALE
    while time.time() < end:
        v = f()
        if v:
            return v
        time.sleep(0.05)
    return f()


def socket_of(name):
    return next((os.path.join(FOLDER, f) for f in os.listdir(FOLDER) if f.startswith(name + ".")), None)
