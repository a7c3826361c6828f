#!/usr/bin/env python3
"""Holds docs/internals/sharing.md against the code.

    tests/test_sharing_doc.py [-v]

Each file outside base/ that uses an atomic operation, a lock or memory of a thread must be named on the page, but for those that only
load and store figures, relaxed; and each file that is named there must use one of them all. Names stand between backticks; `FOLDER/*.c` names all of a folder. The last line printed reads
`N passed, N failed`.
"""
import fnmatch
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(TOP, 'docs', 'internals', 'sharing.md')
FOLDERS = ('heap', 'mailbox', 'sched', 'vm', 'stdlib')
NAMED = re.compile(r'`((?:%s)/[\w/]*[\w*]+\.[ch])`' % '|'.join(FOLDERS))
FIGURES = re.compile(r'\b((load|store)_rlx|stat_add)\b')
SHARING = re.compile(r'\b((load|store|xchg|add|sub|or|and|cas)_(acq|rel|ar|sc)|(xchg|add|sub|cas)_rlx|fence_sc|lock_(take|drop|init)'
                     r'|pthread_(mutex|cond|once|key|create)\w*|__thread|_Thread_local)\b')
# Named for other reasons.
OTHERWISE = {'mailbox/flat.h', 'sched/epoch.h'}
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*', re.S)


def code(path):
    with open(os.path.join(TOP, path), encoding='utf-8') as file:
        return COMMENT.sub('', file.read())


def sources():
    for folder in FOLDERS:
        for where, _, names in os.walk(os.path.join(TOP, folder)):
            for name in names:
                if name.endswith(('.c', '.h')):
                    yield os.path.relpath(os.path.join(where, name), TOP)


def main():
    with open(PAGE, encoding='utf-8') as file:
        patterns = set(NAMED.findall(file.read()))
    passed = failed = 0
    texts = {path: code(path) for path in sources()}
    found = {path for path in texts if SHARING.search(texts[path])}
    for path in sorted(found):
        if any(fnmatch.fnmatch(path, pattern) for pattern in patterns):
            passed += 1
        else:
            failed += 1
            print(f'FAILED {path} shares with other threads, but docs/internals/sharing.md does not name it')
    whole = {pattern for pattern in patterns if '*' not in pattern}
    for path in sorted(whole):
        if path in OTHERWISE or path in found or path in texts and FIGURES.search(texts[path]):
            passed += 1
        else:
            failed += 1
            print(f'FAILED docs/internals/sharing.md names {path}, which is not there or shares nothing')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
