#!/usr/bin/env python3
"""Tests of what tests: run_lang.py, lint, and the generator of the table of library sources. Each is shown
things that are wrong, and must say so."""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from run_lang import TOP, run_file  # noqa: E402

passed = failed = skipped = 0


def expect(name, ok, note=''):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print('FAILED %s %s' % (name, note))


# A stand-in for maat: `maat run FLAGS FILE ARGS` runs the lines of FILE that begin with "//py ".
FAKE = '''#!/usr/bin/env python3
import os, sys, time
words = sys.argv[2:]
at = next(i for i, w in enumerate(words) if w.endswith('.mm'))
flags, args = words[:at], words[at + 1:]
def say(text): sys.stdout.write(text + '\\n'); sys.stdout.flush()
def warn(text): sys.stderr.write(text + '\\n')
exec(''.join(line[5:] for line in open(words[at]) if line.startswith('//py ')))
'''

# (name, expected result, text of the program)
PROGRAMS = [
    ('equal', 'passed', '//py say("1"); say("")\nsay 1 // expect: 1\n// expect:\n'),
    ('other_line', 'failed', '//py say("2")\n// expect: 1\n'),
    ('line_missing', 'failed', '// expect: 1\n'),
    ('line_too_many', 'failed', '//py say("1"); say("2")\n// expect: 1\n'),
    ('order', 'failed', '//py say("2"); say("1")\n// expect: 1\n// expect: 2\n'),
    ('unordered', 'passed', '//py say("2"); say("1")\n// expect: 1\n// expect: 2\n// unordered\n'),
    ('blanks_count', 'failed', '//py say("1 ")\n// expect: 1\n'),
    ('leading_blanks', 'passed', '//py say("  1")\n// expect:   1\n'),
    ('status', 'passed', '//py sys.exit(7)\n// expect status: 7\n'),
    ('status_unexpected', 'failed', '//py say("1"); sys.exit(1)\n// expect: 1\n'),
    ('status_zero_unexpected', 'failed', '// expect status: 7\n'),
    ('crash', 'failed', '//py say("1"); os.abort()\n// expect: 1\n'),
    ('error', 'passed', '//py warn("x.mm:3:1: error: bad thing"); sys.exit(2)\n// expect error: 3:1: error: bad\n'),
    ('error_other', 'failed', '//py warn("x.mm:3:1: error: good"); sys.exit(2)\n// expect error: 3:1: error: bad\n'),
    ('error_needs_status', 'failed', '//py warn("TypeError: no")\n// expect error: TypeError\n'),
    ('error_run_time', 'passed', '//py warn("TypeError: no"); sys.exit(1)\n// expect error: TypeError\n'),
    ('nothing_expected', 'passed', '//py say("anything")\n'),
    ('nothing_expected_stderr', 'failed', '//py warn("oops")\n'),
    ('nothing_expected_status', 'failed', '//py sys.exit(3)\n'),
    ('timeout', 'failed', '//py say("1"); time.sleep(30)\n// expect: 1\n// timeout: 0.3\n'),
    ('stdin', 'passed', '//py say(sys.stdin.read().replace("\\n", "|"))\n// stdin: a b\n// stdin: c\n// expect: a b|c|\n'),
    ('args', 'passed', '//py say(repr((flags, args)))\n// flags: --slice 5\n// args: x \'y z\'\n'
                       '// expect: ([\'--slice\', \'5\'], [\'x\', \'y z\'])\n'),
    ('env', 'passed', '//py say(os.environ["QQ"])\n// env: QQ=a=b\n// expect: a=b\n'),
    ('skip', 'skipped', '//py sys.exit(1)\n// skip: not today\n'),
    ('seeds', 'failed', '//py sys.exit(int(flags[1] == "3"))\n// seeds: 3\n'),
    ('seeds_fewer', 'passed', '//py sys.exit(int(flags[1] == "3"))\n// seeds: 2\n'),
    ('bad_status', 'failed', '// expect status: many\n'),
    ('bad_utf8', 'passed', '//py sys.stdout.buffer.write(b"\\xff\\n")\n// expect: \N{REPLACEMENT CHARACTER}\n'),
]


def test_run_lang(folder):
    maat = os.path.join(folder, 'maat')
    with open(maat, 'w') as f:
        f.write(FAKE)
    os.chmod(maat, 0o755)
    for name, wanted, text in PROGRAMS:
        path = os.path.join(folder, name + '.mm')
        with open(path, 'w', encoding='utf-8') as f:
            f.write(text)
        _, result, notes, _ = run_file(maat, path, 1)
        expect('run_lang %s' % name, result == wanted, '%s, not %s: %s' % (result, wanted, notes))


GUARD = '#ifndef MAAT_%s_H\n#define MAAT_%s_H\n%s\n#endif\n'
# (file, text, part of the message that must appear; None: nothing may be said of the file)
SOURCES = [
    ('base/ok.h', GUARD % ('OK', 'OK', '/* malloc(3) in a comment */'), None),
    ('base/alloc.c', 'void *f(void) { return malloc(3); }\n', None),
    ('heap/ok.c', '#include "base/ok.h"\n#include <stdio.h>\nvoid mem_free(int x);\nvoid f(void) { p->free(1); mem_free(2); }\n', None),
    ('heap/up.c', '#include "mailbox/box.h"\n', 'heap/ may not include mailbox/'),
    ('mailbox/box.h', GUARD % ('BOX', 'BOX', ''), None),
    ('sched/heap.c', '#include "heap/ok_int.h"\n', 'sched/ may not include heap/'),
    ('heap/ok_int.h', GUARD % ('INT', 'INT', ''), None),
    ('mailbox/peeks.c', '#include "heap/ok_int.h"\n', 'is for heap/ and its unit tests only'),
    ('heap/bare.c', 'void *f(void) { return malloc(3); }\n', 'bare malloc'),
    ('heap/atomic.c', 'int f(int *p) { return __atomic_load_n(p, 0); }\n', 'bare atomics'),
    ('heap/missing.c', '#include "heap/nowhere.h"\n', 'no such file'),
    ('heap/local.c', '#include "near.h"\n', 'include paths start at the top folder'),
    ('heap/noguard.h', 'int x;\n', 'needs a guard'),
    ('vm/a.h', GUARD % ('A', 'A', '#include "vm/b.h"'), None),
    ('vm/b.h', GUARD % ('B', 'B', '#include "vm/a.h"'), 'includes go in a circle'),
    ('vm/long.c', 'int x;\n' * 1501, 'at most 1500 lines'),
    ('erts-like-config/locks.def', 'LOCK(USED, 1, "x")\nLOCK(LEFT, 1, "y")\n', ':2: nothing uses LEFT'),
    ('vm/lock.c', 'int x = LOCK_USED;\n', None),
    ('vm/undone.c', '/* TO' + 'DO later */\n', 'do it, or leave it out'),
]


def test_lint(folder):
    global skipped
    if not shutil.which('git'):
        skipped += 1
        return
    os.makedirs(os.path.join(folder, 'tests', 'lint'))
    shutil.copy(os.path.join(TOP, 'tests', 'lint', 'style.py'), os.path.join(folder, 'tests', 'lint'))
    for path, text, _ in SOURCES:
        os.makedirs(os.path.join(folder, os.path.dirname(path)), exist_ok=True)
        with open(os.path.join(folder, path), 'w') as f:
            f.write(text)
    for command in (['git', 'init', '-q'], ['git', 'add', '.']):
        subprocess.run(command, cwd=folder, check=True)
    run = subprocess.run(['python3', 'tests/lint/style.py'], cwd=folder, stdout=subprocess.PIPE)
    said = run.stdout.decode().split('\n')
    expect('lint status', run.returncode == 1)
    for path, _, message in SOURCES:
        of_file = [line for line in said if line.startswith(path + ':')]
        ok = any(message in line for line in of_file) if message else not of_file
        expect('lint %s' % path, ok, 'said: %s' % of_file)


MODULE = b'say "q" \\ \'x\' ??= %d \t|\r\n// \xc3\xa4 \xe2\x82\xac\n\n  last line'
PRINT = '''#include "vm/compile/stdlib_sources.h"
#include <stdio.h>
int main(void)
{
    for (size_t i = 0; i < stdlib_source_count; i++) {
        printf("%s %s %zu\\n", stdlib_sources[i].name, stdlib_sources[i].path, stdlib_sources[i].len);
        fwrite(stdlib_sources[i].text, 1, stdlib_sources[i].len, stdout);
    }
}
'''


def test_stdlib_sources(folder):
    os.makedirs(os.path.join(folder, 'stdlib', 'Net'))
    for name in ('Json.mm', 'Net/Tcp.mm'):
        with open(os.path.join(folder, 'stdlib', name), 'wb') as f:
            f.write(MODULE)
    with open(os.path.join(folder, 'print.c'), 'w') as f:
        f.write(PRINT)
    awk = os.path.join(TOP, 'vm', 'compile', 'stdlib_sources.awk')
    compiler = next((c for c in ('clang-19', 'gcc', 'cc') if shutil.which(c)), 'cc')
    for modules in ([], ['stdlib/Json.mm', 'stdlib/Net/Tcp.mm']):
        table = subprocess.run(['awk', '-f', awk] + modules + ['/dev/null'], cwd=folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, env=dict(os.environ, LC_ALL='C'), check=True).stdout
        with open(os.path.join(folder, 'table.c'), 'wb') as f:
            f.write(table)
        subprocess.run([compiler, '-std=gnu11', '-Wall', '-Wextra', '-Werror', '-I' + TOP, 'table.c', 'print.c',
                        '-o', 'print'], cwd=folder, check=True)
        got = subprocess.run(['./print'], cwd=folder, stdout=subprocess.PIPE, check=True).stdout
        # A last line without a newline gets one.
        text = MODULE + b'\n'
        wanted = b''.join(b'%s %s %d\n%s' % (n, p, len(text), text) for n, p in
                          [(b'Json', b'stdlib/Json.mm'), (b'Net::Tcp', b'stdlib/Net/Tcp.mm')][:len(modules)])
        expect('stdlib_sources of %d modules' % len(modules), got == wanted, '%r' % got)


for test in (test_run_lang, test_lint, test_stdlib_sources):
    with tempfile.TemporaryDirectory() as folder:
        test(folder)
print('%d passed, %d failed' % (passed, failed) + (', %d skipped' % skipped if skipped else ''))
sys.exit(1 if failed else 0)
