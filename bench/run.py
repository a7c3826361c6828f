#!/usr/bin/env python3
"""Runs the benchmarks beside their peers and prints a table.

    bench/run.py --maat build/opt/maat [--smoke] [--runs N] [--out FILE.jsonl] [NAME ...]

Each line of PLAN is the same work in several languages. Runs alternate between the languages, so that a slow minute of
the machine hits all of them; the median counts. A peer that is not installed is left out. Every program checks its own result
(`ok=true`), and a run whose result is wrong fails the whole command. --smoke uses small parameters and Maat alone, to see that all
programs still work. --out appends one JSON line for each run.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))

# name, Maat program and arguments, small arguments, {peer: command words}, unit of `ops`, most it may take of the first peer named
# in the bound, as (ratio, peer).
ERL, GO, LUA = "erlang", "go", "lua5.4"


def line(name, maat, small, bound=None, erl=None, go=None, lua=None, unit="ns"):
    peers = {}
    if erl:
        peers[ERL] = erl
    if go:
        peers[GO] = go
    if lua:
        peers[LUA] = lua
    return {"name": name, "maat": maat, "small": small, "peers": peers, "bound": bound, "unit": unit}


PLAN = [
    line("pingpong", "pingpong 2000000", "pingpong 2000", (0.5, ERL), "pingpong 2000000", "pingpong 2000000"),
    line("ring", "ring 1000 2000", "ring 100 20", (0.5, ERL), "ring 1000 2000", "ring 1000 2000"),
    line("threadring", "threadring 2000000", "threadring 2000", (0.5, ERL), "threadring 2000000", "threadring 2000000"),
    line("skynet", "skynet 1000000", "skynet 1000", (0.3, ERL), "skynet 1000000", "skynet 1000000"),
    line("spawn_seq", "spawnjoin seq 500000", "spawnjoin seq 500", (0.4, ERL), "spawnjoin seq 500000", "spawnjoin seq 500000"),
    line("spawn_burst", "spawnjoin burst 500000 10000", "spawnjoin burst 1000 100", (0.4, ERL),
         "spawnjoin burst 500000 10000", "spawnjoin burst 500000 10000"),
    line("idle_plain", "idle plain 200000", "idle plain 1000", None, "idle plain 200000", "idle plain 200000", unit="bytes"),
    line("fanin", "fanin 100 20000", "fanin 5 100", (0.3, ERL), "fanin 100 20000", "fanin 100 20000"),
    line("call_bare", "gencall bare 500000", "gencall bare 500", None, "gencall bare 500000", None),
    line("call_gen", "gencall gen 500000", "gencall gen 500", (0.4, ERL), "gencall gen 500000", None),
    line("fib", "seq_fib 32 3", "seq_fib 15 2", (0.4, LUA), "seq_fib 32 3", "seq_fib 32 3", "seq.lua fib 32 3", "s"),
    line("map_int", "seq_map int 1000000", "seq_map int 1000", (0.7, LUA), "seq_map int 1000000", "seq_map int 1000000",
         "seq.lua map int 1000000", "s"),
    line("map_str", "seq_map str 1000000", "seq_map str 1000", (0.5, LUA), "seq_map str 1000000", "seq_map str 1000000",
         "seq.lua map str 1000000", "s"),
]


def build_peers(work):
    """Compiles the peers' programs into `work`; which of them can run."""
    have = {}
    if shutil.which("erlc"):
        ebin = os.path.join(work, "ebin")
        os.makedirs(ebin)
        src = os.path.join(HERE, "erlang")
        for f in sorted(os.listdir(src)):
            subprocess.run(["erlc", "-o", ebin, os.path.join(src, f)], check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        have[ERL] = ["erl", "-noshell", "-pa", ebin, "+P", "2097152", "-run", "bu", "start"]
    if shutil.which("go"):
        out = os.path.join(work, "peers")
        env = dict(os.environ, GOCACHE=os.path.join(work, "gocache"), GOFLAGS="-mod=mod")
        if subprocess.run(["go", "build", "-o", out, "."], cwd=os.path.join(HERE, "go"), env=env,
                          check=False).returncode == 0:
            have[GO] = [out]
    if shutil.which("lua5.4"):
        have[LUA] = ["lua5.4"]
    return have


def run_once(words, cwd=None):
    """Runs a program; the fields of its RESULT line."""
    p = subprocess.run(words, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600,
                       check=False)
    for text in p.stdout.splitlines():
        if text.startswith("RESULT "):
            return dict(kv.split("=", 1) for kv in text.split()[1:] if "=" in kv)
    sys.exit(f"no result from {' '.join(words)}\n{p.stdout[-2000:]}{p.stderr[-2000:]}")


def measure(entry, fields):
    """The figure that counts: bytes, seconds, or nanoseconds an operation."""
    if entry["unit"] == "bytes":
        return float(fields["rss_bytes_each"])
    secs = float(fields["secs"])
    return secs if entry["unit"] == "s" else secs * 1e9 / float(fields["ops"])


def commands(entry, maat, have, smoke):
    words = (entry["small"] if smoke else entry["maat"]).split()
    out = {"maat": ([maat, "run", os.path.join(HERE, "maat", words[0] + ".mm")] + words[1:], None)}
    for peer, args in ({} if smoke else entry["peers"]).items():
        if peer in have:
            out[peer] = (have[peer] + args.split(), os.path.join(HERE, "lua") if peer == LUA else None)
    return out


def startup(maat, runs):
    """Start to end of `say 'hello'`, milliseconds, by median."""
    import time
    took = []
    for _ in range(max(runs, 5)):
        t = time.perf_counter()
        subprocess.run([maat, "-e", "say 'hello'"], check=True, stdout=subprocess.DEVNULL)
        took.append((time.perf_counter() - t) * 1000)
    return statistics.median(took)


def show(value, unit):
    if unit == "s":
        return f"{value:.3f} s"
    return f"{value:,.0f} {'B' if unit == 'bytes' else 'ns'}"


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--maat", required=True)
    ap.add_argument("--smoke", action="store_true")
    ap.add_argument("--runs", type=int, default=5)
    ap.add_argument("--out")
    ap.add_argument("names", nargs="*")
    a = ap.parse_args()
    maat = os.path.abspath(a.maat)
    runs = 1 if a.smoke else a.runs
    bad = 0
    with tempfile.TemporaryDirectory() as work:
        have = {} if a.smoke else build_peers(work)
        print(f"{'benchmark':14} {'maat':>14} {'erlang':>14} {'go':>14} {'lua5.4':>14}   of the bound's peer")
        for entry in PLAN:
            if a.names and entry["name"] not in a.names:
                continue
            samples = {}
            for _ in range(runs):
                for who, (words, cwd) in commands(entry, maat, have, a.smoke).items():
                    fields = run_once(words, cwd)
                    if fields.get("ok") != "true":
                        print(f"wrong result: {entry['name']} {who}: {fields}", file=sys.stderr)
                        bad += 1
                    value = measure(entry, fields)
                    samples.setdefault(who, []).append(value)
                    if a.out:
                        with open(a.out, "a", encoding="utf-8") as f:
                            f.write(json.dumps({"name": entry["name"], "who": who, "value": value,
                                                "unit": entry["unit"]}) + "\n")
            med = {who: statistics.median(v) for who, v in samples.items()}
            cells = [show(med[w], entry["unit"]) if w in med else "-" for w in ("maat", ERL, GO, LUA)]
            ratio = ""
            if entry["bound"] and entry["bound"][1] in med:
                want, peer = entry["bound"]
                ratio = f"{med['maat'] / med[peer]:.2f} x {peer} (must: {want})"
            print(f"{entry['name']:14} " + " ".join(f"{c:>14}" for c in cells) + "   " + ratio, flush=True)
        print(f"{'start-up':14} {startup(maat, runs):>11.1f} ms")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
