#!/usr/bin/env python3
"""What lint checks by reading: include direction, allocation and atomics, file length, words,
tables.

    tests/lint/style.py        over the files that git knows; prints FILE:LINE: MESSAGE, status 1 if anything fails

Includes go one way: each folder may include what stands behind it in MAY_INCLUDE, and no header reaches itself
again. A header `x_int.h` is for its own folder and for that folder's unit tests.
"""
import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

MAY_INCLUDE = {
    'base': {'base'},
    'erts-like-config': {'base', 'erts-like-config'},
    'heap': {'base', 'erts-like-config', 'heap'},
    'mailbox': {'base', 'erts-like-config', 'heap', 'mailbox'},
    'sched': {'base', 'erts-like-config', 'sched'},
    'vm': {'base', 'erts-like-config', 'heap', 'mailbox', 'sched', 'vm'},
    'stdlib': {'base', 'erts-like-config', 'heap', 'mailbox', 'sched', 'vm', 'stdlib'},
}
LINES_WARN, LINES_FAIL = 1000, 1500
FUNCTION_LINES = 60

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
ALLOCATION = re.compile(r'(?<![\w.>])(malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|posix_memalign|'
                        r'aligned_alloc|mallocx|rallocx|sdallocx|dallocx)\s*\(')
ATOMICS = re.compile(r'\b(__atomic_\w+|__sync_\w+|__c11_atomic_\w+|_Atomic|atomic_(?:load|store|fetch|exchange)\w*)\b|stdatomic\.h')
# Written in pieces, so that this file passes its own check.
UNDONE = re.compile(r'\b(' + '|'.join(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK']) + r')\b')
WORDS = re.compile(r'\b(' + '|'.join(['hel' + 'pers?', 'ses' + 'sions?', 'is' + 'sues?', 'cla' + 'ude', 'anth' + 'ropic'])
                   + r')\b|(?<![\w.])/wo' + r'rk/|/tmp/ma' + 'at', re.IGNORECASE)
TEXT_FILES = ('.c', '.h', '.def', '.py', '.sh', '.awk', '.mm', '.md', '.go', '.erl', '.lua', 'Makefile', '.ci/run')

failures = 0


def report(path, line, message):
    global failures
    failures += 1
    print('%s:%d: %s' % (path, line, message))


def code_only(text):
    """The text with comments and string contents blanked; line numbers stay."""
    def blank(m):
        s = m.group(0)
        if s.startswith('/'):
            return re.sub(r'[^\n]', ' ', s)
        return s[0] + ' ' * (len(s) - 2) + s[-1]
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def check_include(path, line, quoted, target, graph):
    folder = path.split('/')[0]
    if not quoted:
        return
    if '/' not in target:
        report(path, line, 'include paths start at the top folder: "%s"' % target)
        return
    graph.setdefault(path, []).append((target, line))
    other = target.split('/')[0]
    if folder in MAY_INCLUDE and other not in MAY_INCLUDE[folder]:
        if not (other == 'erts-like-config' and target.endswith('.def')):
            report(path, line, '%s/ may not include %s/ (%s)' % (folder, other, target))
    if not os.path.exists(os.path.join(TOP, target)):
        report(path, line, 'no such file: %s' % target)
    if target.endswith('_int.h'):
        home = os.path.dirname(target)
        if os.path.dirname(path) not in (home, 'tests/unit/' + home):
            report(path, line, '%s is for %s/ and its unit tests only' % (target, home))


def check_cycles(graph):
    state = {}

    def visit(path, trail):
        state[path] = 'open'
        for target, line in graph.get(path, []):
            if state.get(target) == 'open':
                cycle = trail[trail.index(target):] if target in trail else [path]
                report(path, line, 'includes go in a circle: ' + ' -> '.join(cycle + [target]))
            elif target not in state:
                visit(target, trail + [target])
        state[path] = 'done'
    for path in sorted(graph):
        if path not in state:
            visit(path, [path])


def long_functions(path, lines):
    """Clang-format puts the braces of a function's body alone in the first column."""
    long, total, start = [], 0, None
    for n, line in enumerate(lines, 1):
        if line == '{':
            start = n
        elif line == '}' and start:
            total += 1
            if n - start - 1 > FUNCTION_LINES:
                long.append('%s:%d (%d lines)' % (path, start, n - start - 1))
            start = None
    return long, total


def check_c(path, text, graph):
    lines = text.split('\n')
    for n, line in enumerate(lines, 1):
        m = INCLUDE.match(line)
        if m:
            check_include(path, n, m.group(1) == '"', m.group(2), graph)
    if path.endswith('.h') and not re.search(r'^#ifndef \w+_H\n#define \w+_H\n', text, re.M):
        report(path, 1, 'a header needs a guard: #ifndef MAAT_FOLDER_NAME_H')
    if path.startswith('base/') or path.startswith('bench/'):
        return
    code = text if path.endswith('.def') else code_only(text)
    for n, line in enumerate(code.split('\n'), 1):
        m = ALLOCATION.search(line)
        if m and not path.startswith('tests/'):
            report(path, n, 'bare %s: memory comes from base/mem.h' % m.group(1))
        if ATOMICS.search(line):
            report(path, n, 'bare atomics: their orders stand in base/atomic.h')


def check_words(path, text):
    for n, line in enumerate(text.split('\n'), 1):
        m = UNDONE.search(line)
        if m:
            report(path, n, 'no %s: do it, or leave it out' % m.group(1))
        m = WORDS.search(line)
        if m:
            report(path, n, 'this word does not belong into the project: %s' % m.group(0))


# (table, how a line begins, what a use of the entry looks like)
TABLES = [
    ('erts-like-config/flags.def', r'FLAG\((\w+)', r'(?:cfg|config)(?:\.|->)%s\b'),
    ('erts-like-config/locks.def', r'LOCK\((\w+)', r'\bLOCK_%s\b'),
    ('erts-like-config/alloc_types.def', r'ALLOC_TYPE\((\w+)', r'\bMEM_%s\b'),
]


def check_tables(code):
    """An entry that nothing uses promises what the program does not do."""
    for table, entry, use in TABLES:
        if not os.path.isfile(table):
            continue
        with open(table) as f:
            for n, line in enumerate(f, 1):
                m = re.match(entry, line)
                if m and not re.search(use % m.group(1), code):
                    report(table, n, 'nothing uses %s' % m.group(1))


def main():
    os.chdir(TOP)
    paths = subprocess.run(['git', 'ls-files'], stdout=subprocess.PIPE, check=True).stdout.decode().split('\n')
    graph, long, functions, code = {}, [], 0, []
    for path in paths:
        if not path.endswith(TEXT_FILES) or not os.path.isfile(path):
            continue
        with open(path, 'rb') as f:
            text = f.read().decode('utf-8', 'replace')
        if not path.startswith('tests/lang/'):
            check_words(path, text)
        if not path.endswith(('.c', '.h', '.def')):
            continue
        check_c(path, text, graph)
        lines = text.split('\n')
        if len(lines) > LINES_FAIL:
            report(path, len(lines), 'a file has at most %d lines' % LINES_FAIL)
        elif len(lines) > LINES_WARN:
            print('warning: %s has %d lines, more than %d' % (path, len(lines), LINES_WARN))
        if path.endswith(('.c', '.h')) and not path.startswith(('tests/', 'erts-like-config/')):
            code.append(text)
        if path.endswith('.c') and not path.startswith('tests/'):
            more, total = long_functions(path, lines)
            long += more
            functions += total
    check_cycles(graph)
    check_tables('\n'.join(code))
    if long and len(long) > functions * 0.03:
        print('warning: %d of %d functions have more than %d lines: %s'
              % (len(long), functions, FUNCTION_LINES, ', '.join(long[:10])))
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
