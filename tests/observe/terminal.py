"""A terminal of a fixed size through tmux, for tests of what is drawn."""
import os
import subprocess
import tempfile
import time


def line(screen, n):
    """The n-th line of a screen, empty while there is none."""
    return (screen.split("\n") + [""] * (n + 1))[n]


class Terminal:
    """One tmux server with one window; gone with `close`."""

    def __init__(self, command, columns=80, lines=24, env=None):
        self.folder = tempfile.mkdtemp(prefix="maat-tmux-")
        self.name = os.path.join(self.folder, "s")
        self.env = dict(os.environ, **(env or {}), TERM="screen", LC_ALL="C.UTF-8")
        self.env.pop("TMUX", None)
        self.tmux("-f", "/dev/null", "new", "-d", "-x", str(columns), "-y", str(lines), command)

    def tmux(self, *args):
        return subprocess.run(["tmux", "-u", "-S", self.name, *args], env=self.env, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, check=False).stdout

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def text(self, text):
        self.tmux("send-keys", "-l", text)

    def resize(self, columns, lines):
        self.tmux("resize-window", "-x", str(columns), "-y", str(lines))

    def screen(self):
        return "\n".join(line.rstrip() for line in self.tmux("capture-pane", "-p").split("\n")).rstrip("\n")

    def history(self):
        """All lines since the start."""
        return "\n".join(line.rstrip() for line in self.tmux("capture-pane", "-p", "-S", "-").split("\n")).rstrip("\n")

    def wait(self, what, secs=40):
        """The screen once `what` (a text or a function of the screen) is there, else the last one."""
        scale = float(os.environ.get("MAAT_TIME_SCALE", "1"))
        end = time.time() + secs * scale
        while True:
            now = self.screen()
            if (what(now) if callable(what) else what in now) or time.time() > end:
                return now
            time.sleep(0.1)

    def prompt(self, prompt):
        """Waits until the shell asks for the next line."""
        return self.wait(lambda x: x.split("\n")[-1].rstrip().endswith(prompt), 60)  # behind a ^C, maybe

    def close(self):
        self.tmux("kill-server")
