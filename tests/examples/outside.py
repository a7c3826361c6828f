"""What the tests that drive the examples from outside share: the program under test, ports, clients, counting."""
import os
import socket
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAAT = os.environ.get("MAAT", os.path.join(TOP, "build/opt/maat"))
SCALE = float(os.environ.get("MAAT_TIME_SCALE", "1"))

counts = {"passed": 0, "failed": 0}


def check(name, ok, detail=""):
    """Counts one test; says which failed."""
    counts["passed" if ok else "failed"] += 1
    if not ok:
        print(f"FAILED {name}: {detail}", flush=True)


def finish():
    """Prints the totals as the runner reads them and ends."""
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    sys.exit(1 if counts["failed"] else 0)


def example(name):
    return os.path.join(TOP, "examples", name)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(args, timeout=60, **kw):
    return subprocess.run([MAAT, "run"] + args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=timeout * SCALE, check=False, **kw)


def serve(args):
    """Starts a server; give it to `stop` at the end."""
    return subprocess.Popen([MAAT, "run"] + args, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_port(port, secs=20):
    end = time.time() + secs * SCALE
    while time.time() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


def stop(p):
    """Ends a server by SIGTERM; its exit status (None: it had to be killed). Prints what it said if that is not 143."""
    p.terminate()
    try:
        _, err = p.communicate(timeout=20 * SCALE)
        if p.returncode != 143:
            print(err.decode(errors="replace")[:6000], flush=True)
        return p.returncode
    except subprocess.TimeoutExpired:
        p.kill()
        p.communicate()
        return None


class Client:
    """A line-oriented TCP client."""

    def __init__(self, port):
        self.s = socket.create_connection(("127.0.0.1", port), timeout=10 * SCALE)
        self.buf = b""

    def send(self, text):
        self.s.sendall(text.encode() + b"\n")

    def line(self):
        while b"\n" not in self.buf:
            got = self.s.recv(65536)
            if not got:
                return None
            self.buf += got
        one, self.buf = self.buf.split(b"\n", 1)
        return one.decode()

    def until(self, text):
        """Reads lines up to one that holds `text`; None if the server closed or was silent too long."""
        try:
            while True:
                got = self.line()
                if got is None or text in got:
                    return got
        except OSError:
            return None

    def close(self):
        self.s.close()
