#!/usr/bin/env python3
"""Runs the examples of docs/stdlib.md.

    tests/test_stdlib_docs.py [-v]          MAAT is the binary (default build/opt/maat)

Each ```maat block is one program. A line `EXPRESSION   // => TEXT` is an example: the dump of the expression must be TEXT, or
`raises NAME` if it raises an error of that class. All other lines are taken as they are. And each method of a built-in
type must be named on the page. The last line printed reads `N passed, N failed`.
"""
import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(TOP, 'docs', 'stdlib.md')
MAAT = os.environ.get('MAAT', os.path.join(TOP, 'build', 'opt', 'maat'))
SCALE = float(os.environ.get('MAAT_TIME_SCALE', '1'))
EXAMPLE = re.compile(r'^(.*?\S)\s*// => (.*)$')


def blocks(text):
    """(line number of the first line, lines) of each ```maat block."""
    lines = text.split('\n')
    start = None
    for number, line in enumerate(lines, 1):
        if line == '```maat':
            start = number + 1
        elif line == '```' and start:
            yield start, lines[start - 1:number - 1]
            start = None


def program(start, lines):
    """The program of a block and its examples: (line number, expression, expected)."""
    out, examples = [], []
    for number, line in enumerate(lines, start):
        example = EXAMPLE.match(line)
        if not example:
            out.append(line)
            continue
        k = len(examples)
        examples.append((number, example.group(1), example.group(2).rstrip()))
        out.append('try {')
        out.append('    let value%d = %s' % (k, example.group(1)))
        out.append('    print "\\x01", value%d.dump, "\\n"' % k)
        out.append('} catch e { print "\\x01raises ", e.^name, "\\n" }')
    return '\n'.join(out) + '\n', examples


def run(text):
    done = subprocess.run([MAAT, 'run', '/dev/stdin'], input=text.encode(), capture_output=True, timeout=60 * SCALE)
    values = [line[1:] for line in done.stdout.decode().split('\n') if line.startswith('\x01')]
    return values, done.stderr.decode(errors='replace'), done.returncode


def check(start, lines, verbose):
    text, examples = program(start, lines)
    values, errors, status = run(text)
    failed = 0
    if status != 0:
        print('the block at line %d ended with status %d:\n%s' % (start, status, errors))
    for k, (number, expression, want) in enumerate(examples):
        got = values[k] if k < len(values) else 'nothing'
        if got != want:
            failed += 1
            print('%s:%d: %s\n    expected %s\n    got      %s' % (PAGE, number, expression, want, got))
        elif verbose:
            print('%d: %s => %s' % (number, expression, got))
    return len(examples) - failed, failed


TYPES = 'Num Str Bytes Array Range Set Map Fn Regex'


def undocumented(text):
    """Methods of the types that the page does not name between backquotes."""
    named = set(re.findall(r'[a-z_0-9]+', ' '.join(re.findall(r'`([^`]*)`', text))))
    program_text = 'for [%s] -> c { print "\\x01", c.^methods.join(" "), "\\n" }\n' % ', '.join(TYPES.split())
    values, _, _ = run(program_text)
    if len(values) != len(TYPES.split()):
        return ['(the list of methods could not be made)']
    return sorted({name for line in values for name in line.split()} - named)


def main():
    verbose = '-v' in sys.argv[1:]
    passed = failed = 0
    with open(PAGE, encoding='utf-8') as page:
        text = page.read()
    for start, lines in blocks(text):
        ok, bad = check(start, lines, verbose)
        passed += ok
        failed += bad
    for name in undocumented(text):
        failed += 1
        print('%s does not name the method %s' % (PAGE, name))
    if passed + failed == 0:
        print('%s holds no example' % PAGE)
        failed = 1
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
