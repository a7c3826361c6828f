#!/usr/bin/env python3
"""Holds tests/lang/RULES.md against the programs: each that is named exists, and each of its folders is named.

A heading `## TITLE: `FOLDER`` says where the names below it are; a name with a `/` in it is one below tests/ or tests/lang. The last line
printed reads `N passed, N failed`.
"""
import glob
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(TOP, 'tests', 'lang', 'RULES.md')
HEADING = re.compile(r'^## .*`(\w+)`$')
# The programs stand behind the last colon; what is in backticks before it is language.
RULE = re.compile(r'^- (.*): ((?:`[\w/.]+`(?:, )?)+)$')
NAME = re.compile(r'`([\w/.]+)`')


def exists(folder, name):
    places = [os.path.join('lang', folder, name)] if '/' not in name else [name, os.path.join('lang', name)]
    return any(os.path.exists(os.path.join(TOP, 'tests', p + ending)) for p in places for ending in ('', '.mm'))


def check(text, programs_of):
    """What is wrong with the page, and how many things were looked at."""
    wrong, folder, named, seen = [], None, {}, 0
    for number, line in enumerate(text.split('\n'), 1):
        heading, rule = HEADING.match(line), RULE.match(line)
        if heading:
            folder = heading.group(1)
            named[folder] = set()
        elif rule and folder:
            for name in NAME.findall(rule.group(2)):
                seen += 1
                named[folder].add(name)
                if not exists(folder, name):
                    wrong.append('line %d: there is no %s' % (number, name))
        elif line.startswith('- '):
            wrong.append('line %d: a rule without programs' % number)
    for folder, names in named.items():
        programs = programs_of(folder)
        seen += len(programs)
        wrong += ['%s/%s is under no rule' % (folder, p) for p in programs if p not in names]
    return wrong, seen


def programs_of(folder):
    paths = glob.glob(os.path.join(TOP, 'tests', 'lang', folder, '*.mm'))
    return sorted(os.path.basename(p)[:-3] for p in paths if not os.path.basename(p)[0].isupper())


BAD = '## X: `s12_shared`\n- a: `forms`\n- b: `no_such`\n- c\n'


def main():
    with open(PAGE, encoding='utf-8') as f:
        wrong, seen = check(f.read(), programs_of)
    found, _ = check(BAD, lambda folder: ['forms', 'left_out'])
    if found != ['line 3: there is no no_such', 'line 4: a rule without programs', 's12_shared/left_out is under no rule']:
        wrong.append('what is wrong is not found: %s' % found)
    for w in wrong:
        print('FAILED ' + w)
    print('%d passed, %d failed' % (seen + 1 - len(wrong), len(wrong)))
    return 1 if wrong or seen < 600 else 0


if __name__ == '__main__':
    sys.exit(main())
