#!/usr/bin/env python3
"""`maat dis --moves` says of each send which way its message takes, and why: what dis_moves.mm has behind `// WAY:` (`+`: anything)."""
import os
import re
import subprocess
import sys

MAAT = os.environ['MAAT']
PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'dis_moves.mm')


def wanted():
    with open(PROGRAM, encoding='utf-8') as f:
        for number, line in enumerate(f, 1):
            m = re.search(r'// WAY: (.*)', line)
            if m and number > 1:
                yield number, '.*'.join(map(re.escape, m.group(1).split('+')))


def main():
    said = subprocess.run([MAAT, 'dis', '--moves', PROGRAM], stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()
    ways = {}
    for line in said:
        number, way = re.fullmatch(r'line (\d+), \w+: (.*)', line).groups()
        ways.setdefault(int(number), []).append(way)
    passed = failed = 0
    for number, pattern in wanted():
        got = ways.pop(number, [])
        if len(got) == 1 and re.match(pattern, got[0]):
            passed += 1
        else:
            failed += 1
            print(f'line {number}: {got}, expected {pattern}')
    for number, got in ways.items():
        failed += 1
        print(f'line {number} is not expected to have a send: {got}')
    print(f'{passed} passed, {failed} failed')
    return failed > 0


sys.exit(main())
