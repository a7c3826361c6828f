"""The languages beside Maat: building their programs, starting them, reading their results."""
import os
import resource
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TIME = '/usr/bin/time'

# How a language is called in tables and charts.
TITLES = {'maat': 'Maat', 'erl': 'Erlang', 'go': 'Go', 'lua54': 'Lua 5.4', 'ljoff': 'LuaJIT interpreter', 'luajit': 'LuaJIT'}

# Erlang and Go run with one and with two schedulers where messages are measured; the better median counts.
VARIANTS = {'erl': ['erl@1', 'erl@2'], 'go': ['go@1', 'go@2']}


def variants(peer, both):
    if peer not in VARIANTS:
        return [peer]
    return VARIANTS[peer] if both else [peer + '@2']


def build(work):
    """Compiles the peers' programs into the folder `work`. A Map from language to how it is started, of those that are installed."""
    have = {}
    if shutil.which('erlc'):
        ebin = os.path.join(work, 'ebin')
        os.makedirs(ebin, exist_ok=True)
        src = os.path.join(HERE, 'erlang')
        files = [os.path.join(src, f) for f in sorted(os.listdir(src)) if f.endswith('.erl')]
        if subprocess.run(['erlc', '-o', ebin] + files, check=False, stdout=subprocess.DEVNULL).returncode == 0:
            for n in ('1', '2'):
                have['erl@' + n] = (['erl', '+S', f'{n}:{n}', '-noshell', '-pa', ebin, '+P', '2097152', '-run', 'bu', 'start'], {}, None)
    if shutil.which('go'):
        out = os.path.join(work, 'peers')
        env = dict(os.environ, GOFLAGS='-mod=mod')
        if subprocess.run(['go', 'build', '-o', out, '.'], cwd=os.path.join(HERE, 'go'), env=env, check=False).returncode == 0:
            for n in ('1', '2'):
                have['go@' + n] = ([out], {'GOMAXPROCS': n}, None)
    for lang, words in (('lua54', ['lua5.4']), ('luajit', ['luajit']), ('ljoff', ['luajit', '-joff'])):
        if shutil.which(words[0]):
            have[lang] = (words, {'LUA_PATH': './?.lua;;'}, os.path.join(HERE, 'lua'))
    return have


def busy_seconds():
    """CPU seconds that anything on the machine has used so far."""
    with open('/proc/stat', encoding='ascii') as f:
        v = [int(w) for w in f.readline().split()[1:9]]
    return (sum(v) - v[3] - v[4]) / os.sysconf('SC_CLK_TCK')


def run(words, env=None, cwd=None, timeout=600):
    """Runs a program. Its results: a Map from name to the fields of its RESULT lines, with `maxrss_mb` and `cpu` seconds of the
    whole program added, and `others`: how much of a core other programs used meanwhile."""
    timed = [TIME, '-f', 'TIME %M %U %S'] if os.path.exists(TIME) else []
    t0, busy0, own0 = time.monotonic(), busy_seconds(), resource.getrusage(resource.RUSAGE_CHILDREN)
    p = subprocess.run(timed + words, cwd=cwd, env=dict(os.environ, **(env or {})), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       text=True, timeout=timeout, check=False)
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    mine = own.ru_utime + own.ru_stime - own0.ru_utime - own0.ru_stime
    others = max(0.0, busy_seconds() - busy0 - mine) / max(1e-3, time.monotonic() - t0)
    results, rss, cpu = {}, 0.0, 0.0
    for text in p.stdout.splitlines() + p.stderr.splitlines():
        if text.startswith('RESULT '):
            fields = dict(kv.split('=', 1) for kv in text.split()[1:] if '=' in kv)
            results[fields.get('name', '')] = fields
        elif text.startswith('TIME '):
            kb, user, system = text.split()[1:]
            rss, cpu = int(kb) / 1024, float(user) + float(system)
    for fields in results.values():
        fields['maxrss_mb'] = f'{rss:.1f}'
        fields['others'] = f'{others:.2f}'
        fields['cpu'] = f'{cpu:.2f}'
    if not results:
        print(f"no result from {' '.join(words)}\n{p.stdout[-2000:]}{p.stderr[-2000:]}", file=sys.stderr)
    return results
