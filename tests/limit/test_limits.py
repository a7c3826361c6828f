#!/usr/bin/env python3
"""Tests of limits: source texts and programs of hostile size or shape, written into a fresh folder and run.

Each case must either work, with the output that stands beside it, or end in a clear error: a compile error with its
place (status 2), or an error that the program or the runtime names (status 1). Never a signal, never a hang.
The program is named by MAAT, else build/opt/maat. Prints "N passed, M failed" as its last line.

    tests/limit/test_limits.py            all
    tests/limit/test_limits.py NAME ...   only these
    tests/limit/test_limits.py -v         with times
"""
import concurrent.futures
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAAT = os.path.abspath(os.environ.get('MAAT', os.path.join(TOP, 'build', 'opt', 'maat')))
# ThreadSanitizer looks on where more than one runs; the texts for the compiler and programs of one maatine are the other builds'.
TSAN = 'build/tsan/' in MAAT
AT_ONCE = re.compile(r'\bma\b|\bMa\b|concurrent|spawn|Chan|Work|pmap|shared|our ')
SCALE = 4 if re.search(r'build/(stress|asan|tsan|debug)/', MAAT) else 1
# The stress build collects at every allocation: what allocates much takes the square of its time there.
STRESS = 'stress' in MAAT
PLACE = re.compile(r':\d+:\d+: error: \S')
CASES = []


class Case:
    """One program. `works`: the expected output when it works (None: it must not). `error`: a pattern for standard
    error when it does not work (None: it must work). `status` restricts the status of a failure."""

    def __init__(self, name, source, works=None, error=None, status=None, flags=(), limit=20):
        self.name, self.source, self.works, self.error = name, source, works, error
        self.status, self.flags, self.limit = status, flags, limit


def case(name, source, *args, **kwargs):
    if not TSAN or AT_ONCE.search(source if isinstance(source, str) else source.decode('latin-1')):
        CASES.append(Case(name, source, *args, **kwargs))


def compile_error(name, source, text='', **kwargs):
    """A case that must end in a compile error with its place."""
    case(name, source, error=r':\d+:\d+: error: .*' + text, status=2, **kwargs)


def either(name, source, works, text='', **kwargs):
    """A case that works or ends in a compile error with its place."""
    case(name, source, works=works, error=r':\d+:\d+: error: .*' + text, status=2, **kwargs)


# ---- bytes ----

def bytes_of_source():
    compile_error('invalid_utf8', b"say 'a'\nlet s = 'x\xff'\n", r'invalid UTF-8 \(byte 1[78]\)')
    compile_error('invalid_utf8_first_byte', b'\xff', r'invalid UTF-8 \(byte [01]\)')
    compile_error('invalid_utf8_in_comment', b'say 1 // \xc3\n', 'invalid UTF-8')
    compile_error('invalid_utf8_cut_at_end', b"say '\xe2\x82", 'invalid UTF-8')
    compile_error('invalid_utf8_overlong', b"say '\xc0\xaf'\n", 'invalid UTF-8')
    compile_error('invalid_utf8_surrogate', b"say '\xed\xa0\x80'\n", 'invalid UTF-8')
    compile_error('invalid_utf8_too_large', b"say '\xf5\x80\x80\x80'\n", 'invalid UTF-8')
    compile_error('nul_byte', b'say 1\n\x00\nsay 2\n')
    case('nul_in_string', b"say 'a\x00b'.len\n", works='3\n', error=PLACE.pattern, status=2)
    case('byte_order_mark', b'\xef\xbb\xbfsay 1\n', works='1\n')
    case('byte_order_mark_then_shebang', b'\xef\xbb\xbf#!/usr/bin/env maat\nsay 1\n', works='1\n', error=PLACE.pattern, status=2)
    compile_error('control_characters', b'say \x01\x02\x03\n')
    case('carriage_returns', b'say 1\r\nsay 2\r\n', works='1\n2\n')
    compile_error('random_bytes', bytes((i * 7919 + i // 3) % 256 for i in range(100000)))
    compile_error('random_ascii', bytes(32 + (i * 7919 + i * i // 3) % 95 for i in range(100000)))
    compile_error('only_quotes', b'"' * 99999)
    compile_error('only_backslashes', b'\\' * 100000)
    compile_error('only_braces', b'{' * 100000)
    compile_error('only_closing_braces', b'}' * 100000)
    case('only_newlines', b'\n' * 1000000, works='')
    case('only_semicolons', b';' * 1000000, works='')


# ---- nesting ----

def nested(name, before, after, middle='1', n=100000, works=None, wrap='let x = %s\nsay 1\n'):
    either(name, wrap % (before * n + middle + after * n), works or '1\n')


def nesting():
    nested('nested_parentheses', '(', ')')
    nested('nested_arrays', '[', ']')
    nested('nested_maps', '{a => ', '}')
    nested('nested_functions', '{|| ', '}')
    nested('nested_calls', 'f(', ')', wrap='fn f(x) { x }\nlet x = %s\nsay 1\n')
    nested('nested_prefix_not', '! ', '')
    nested('nested_prefix_minus', '- ', '')
    nested('nested_ternaries', 'true ? 1 : ', '')
    nested('nested_powers', '1 ** ', '')
    nested('nested_blocks', '{ ', ' }', wrap='%s\nsay 1\n')
    nested('nested_ifs', 'if true { ', ' }', wrap='%s\nsay 1\n')
    nested('nested_fors', 'for [1] { ', ' }', wrap='%s\nsay 1\n')
    nested('nested_trys', 'try { ', ' } catch { }', wrap='%s\nsay 1\n')
    nested('nested_fns', 'fn f { ', ' }', wrap='%s\nsay 1\n')
    nested('nested_classes', 'fn f { class A { meth m { ', ' } } }', wrap='%s\nsay 1\n', n=20000)
    nested('nested_interpolations', '"{', '}"', n=20000)
    nested('nested_patterns', '[', ']', wrap='given 1 { when %s { say 2 } }\nsay 1\n')
    nested('nested_indexes', 'a[', ']', middle='0', wrap='let a = [0]\nlet x = %s\nsay 1\n')
    nested('nested_does', 'do { ', ' }')
    either('else_if_chain', 'let n = 5\nif n == -1 { }' + ''.join(' elsif n == %d { say %d }' % (i, i) for i in range(20000)) + '\n', '5\n')
    compile_error('unclosed_parentheses', 'say ' + '(' * 100000 + '\n')
    compile_error('unclosed_interpolations', 'say ' + '"{' * 100000 + '\n')
    compile_error('unclosed_comment', '/*' * 100000)
    either('long_sum', 'say ' + ' + '.join(['1'] * 100000) + '\n', '100000\n')
    either('long_concatenation', 'say (' + ' + '.join(["'a'"] * 50000) + ').len\n', '50000\n')
    either('long_method_chain', 'let s = 1\nsay s' + '.abs' * 100000 + '\n', '1\n')
    either('long_call_chain', 'fn f { f }\nlet g = f' + '()' * 100000 + '\nsay 1\n', '1\n')
    either('long_and_chain', 'say ' + ' && '.join(['1'] * 100000) + '\n', '1\n')
    either('long_comparison_chain', 'say ' + ' < '.join(map(str, range(20000))) + '\n', 'true\n')
    either('long_assignment_chain', 'let a = 0\n' + 'a = ' * 50000 + '7\nsay a\n', '7\n')


def moderate():
    """What people and generators write must work: no limit may be lower than this."""
    for name, before, after in (('parentheses', '(', ')'), ('arrays', '[', ']'), ('maps', '{a => ', '}'), ('functions', '{|| ', '}'), ('prefixes', '! ', '')):
        case('moderate_' + name, 'let x = %s\nsay 1\n' % (before * 100 + '1' + after * 100), works='1\n')
    case('moderate_blocks', 'if true { ' * 60 + 'say 1' + ' }' * 60 + '\n', works='1\n')
    case('moderate_sum', 'say ' + ' + '.join(['1'] * 1000) + '\n', works='1000\n')
    case('moderate_method_chain', 'let s = 1\nsay s' + '.abs' * 300 + '\n', works='1\n')
    case('moderate_else_if_chain', 'let n = 5\nif n == -1 { }' + ''.join(' elsif n == %d { say %d }' % (i, i) for i in range(300)) + '\n', works='5\n')
    case('moderate_locals', 'fn f {\n' + ''.join('let v%d = %d\n' % (i, i) for i in range(1000)) + 'v0 + v999\n}\nsay f()\n', works='999\n')
    case('moderate_constants', 'let a = [' + ', '.join("'s%d', %d.5" % (i, i) for i in range(5000)) + ']\nsay a[9998]\n', works='s4999\n')
    case('moderate_arguments', 'fn f(*xs) { xs.sum }\nsay f(' + ', '.join(['1'] * 200) + ')\n', works='200\n')
    case('moderate_arms', 'fn f(x) { given x {\n' + ''.join('when %d { %d }\n' % (i, i * 2) for i in range(1000)) + '} }\nsay f(999)\n', works='1998\n')
    case('moderate_map_items', 'say {' + ', '.join('k%d => %d' % (i, i) for i in range(2000)) + '}<k1999>\n', works='1999\n')
    case('moderate_string_parts', 'let x = 1\nsay "' + '{x}-' * 200 + '".len\n', works='400\n')
    case('moderate_methods', 'class A {\n' + ''.join('meth m%d { %d }\n' % (i, i) for i in range(1000)) + '}\nsay A.new.m999\n', works='999\n')
    case('moderate_fields', 'class A {\n' + ''.join('field f%d :ro = %d\n' % (i, i) for i in range(200)) + '}\nsay A.new.f199\n', works='199\n')
    case('moderate_functions', ''.join('fn f%d { %d }\n' % (i, i) for i in range(5000)) + 'say f4999()\n', works='4999\n')


# ---- length ----

def length():
    big = 10 * 1000 * 1000
    either('long_line_comment', '//' + 'x' * big + '\nsay 1\n', '1\n')
    either('long_line_string', "say '" + 'x' * big + "'.len\n", '%d\n' % big)
    either('long_line_statements', 'let a = 0\n' + 'a = a + 1; ' * (big // 100) + '\nsay a\n', '%d\n' % (big // 100))
    compile_error('long_line_error', 'let a = [' + '1, ' * 1000000 + '1] )\n')
    either('long_name', 'let %s = 5\nsay %s\n' % ('n' * 1000000, 'n' * 1000000), '5\n')
    compile_error('long_undeclared_name', 'say %s\n' % ('n' * 1000000), 'not declared|.*name of')
    digits = ''.join(str((i * 7 + 1) % 10) for i in range(1000000))
    either('number_of_a_million_digits', 'let n = %s\nsay n %% 1000000007\n' % digits, '%d\n' % mod_of(digits, 1000000007))
    either('hex_number_of_a_million_digits', 'let n = 0x%s\nsay n > 0\n' % ('f' * 1000000), 'true\n')
    either('fraction_of_a_million_digits', 'let n = 0.%s\nsay n\n' % ('3' * 1000000), '0.3333333333333333\n')
    either('exponent_huge', 'say 1e99999999999999999999\n', 'Inf\n')
    either('exponent_tiny', 'say 1e-99999999999999999999\n', '0\n')
    either('heredoc_of_100000_lines', 'let s = <<~END\n' + '  line\n' * 100000 + '  END\nsay s.lines.len\n', '100000\n')
    either('string_with_100000_escapes', 'say "' + '\\n' * 100000 + '".len\n', '100000\n')
    either('many_quoted_words', 'say @a(' + 'w ' * 200000 + ').len\n', '200000\n')
    either('many_lines', 'let a = 0\n' + 'a++\n' * 200000 + 'say a\n', '200000\n')
    either('regex_of_a_megabyte', 'say "x" =~ /' + 'a|' * 500000 + 'x/\n', 'true\n')
    case('indexes_of_long_text', "let s = 'é' * 300_000; let n = 0\nfor ^300_000 -> i { n++ if s[i] == 'é' && s[-i - 1] == 'é' }\nsay n\n", works='300000\n')
    either('many_labels', ''.join('L%d: for [1] { next L%d }\n' % (i, i) for i in range(20000)) + 'say 1\n', '1\n')


def mod_of(digits, m):
    n = 0
    for d in digits:
        n = (n * 10 + int(d)) % m
    return n


# ---- counts ----

MANY = 70000


def counts():
    n = MANY
    names = ['v%d' % i for i in range(n)]
    either('locals_of_a_function', 'fn f {\n' + ''.join('let %s = %d\n' % (v, i) for i, v in enumerate(names)) + 'v0 + v69999\n}\nsay f()\n', '69999\n')
    either('locals_of_the_file', ''.join('let %s = %d\n' % (v, i) for i, v in enumerate(names)) + 'say v0 + v69999\n', '69999\n')
    either('captured_variables', 'fn f {\n' + ''.join('let %s = %d\n' % (v, i) for i, v in enumerate(names)) + '{|| ' + ' + '.join(names) + ' }\n}\nsay f()()\n', '%d\n' % (n * (n - 1) // 2))
    either('constants', 'let a = [' + ', '.join('%d.5' % i for i in range(n)) + ']\nsay a.sum\n', '%s\n' % (n * (n - 1) // 2 + n // 2))
    either('string_constants', 'let a = [' + ', '.join("'s%d'" % i for i in range(n)) + ']\nsay a[%d]\n' % (n - 1), 's%d\n' % (n - 1))
    either('arguments', 'fn f(*xs) { xs.len }\nsay f(' + ', '.join(['1'] * n) + ')\n', '%d\n' % n)
    either('named_arguments', 'fn f(**o) { o.len }\nsay f(' + ', '.join('n%d => 1' % i for i in range(n)) + ')\n', '%d\n' % n)
    either('parameters', 'fn f(' + ', '.join(names) + ') { v69999 }\nsay f((^%d)*)\n' % n, '69999\n')
    either('arms', 'fn f(x) { given x {\n' + ''.join('when %d { %d }\n' % (i, i * 2) for i in range(n)) + '} }\nsay f(69999)\n', '139998\n')
    either('arms_of_strings', "fn f(x) { given x {\n" + ''.join("when 'k%d' { %d }\n" % (i, i) for i in range(n)) + "} }\nsay f('k69999')\n", '69999\n')
    either('alternatives', 'say (given 69999 { when ' + ' | '.join(map(str, range(n))) + " { 'yes' } default { 'no' } })\n", 'yes\n')
    either('array_items', 'say [' + ', '.join(map(str, range(n))) + '].sum\n', '%d\n' % (n * (n - 1) // 2))
    either('map_items', 'say {' + ', '.join('k%d => %d' % (i, i) for i in range(n)) + '}<k69999>\n', '69999\n')
    either('string_parts', 'let x = 1\nsay "' + '{x}-' * n + '".len\n', '%d\n' % (2 * n))
    either('methods', 'class A {\n' + ''.join('meth m%d { %d }\n' % (i, i) for i in range(n)) + '}\nsay A.new.m69999\n', '69999\n')
    either('fields', 'class A {\n' + ''.join('field f%d :ro = %d\n' % (i, i) for i in range(n)) + '}\nsay A.new.f69999\n', '69999\n')
    either('functions', ''.join('fn f%d { %d }\n' % (i, i) for i in range(n)) + 'say f69999()\n', '69999\n')
    either('classes', ''.join('class C%d { }\n' % i for i in range(20000)) + 'say C19999.new isa C19999\n', 'true\n')
    either('ancestors', 'class C0 { meth m { 7 } }\n' + ''.join('class C%d :is C%d { }\n' % (i, i - 1) for i in range(1, 2000)) + 'say C1999.new.m\n', '7\n')
    either('parents', ''.join('class C%d { }\n' % i for i in range(2000)) + 'class D :is(' + ', '.join('C%d' % i for i in range(2000)) + ') { }\nsay D.^mro.len\n', '2001\n')
    either('targets', 'let (' + ', '.join(names) + ') = (^%d)*\nsay v69999\n' % n, '69999\n')
    either('printed_values', 'say ' + ', '.join(['1'] * n) + '\n', '1' * n + '\n')
    either('catches', 'try { die "x" }\n' + 'catch TypeError { say 1 }\n' * 20000 + 'catch e { say e.message }\n', 'x\n')
    either('jump_over_much', 'let a = 0\nif a == 1 {\n' + 'a = a + 1\n' * 100000 + '}\nsay a\n', '0\n')
    either('loop_over_much', 'let a = 0\nfor ^2 {\n' + 'a = a + 1\n' * 100000 + '}\nsay a\n', '200000\n')
    either('errors_everywhere', 'let )\n' * 100000, '')


# ---- running out ----

HEAP = ('--max-heap', '8M')


def running_out():
    case('endless_recursion', 'fn f(n) { 1 + f(n + 1) }\ntry { f(0) } catch StackError { say "caught" }\nsay "on"\n', works='caught\non\n', flags=HEAP)
    case('endless_recursion_uncaught', 'fn f(n) { 1 + f(n + 1) }\nf(0)\n', error='StackError', status=1, flags=HEAP)
    case('endless_recursion_default_heap', 'fn f(n) { 1 + f(n + 1) }\ntry { f(0) } catch StackError { say "caught" }\n', works='caught\n', flags=('--max-memory', '512M'), limit=60)
    case('endless_mutual_recursion', 'class P { meth str { "{self}" } }\ntry { say P.new } catch StackError { say "caught" }\n', works='caught\n', flags=HEAP)
    case('recursion_in_finally', 'fn f { try { 1 + f() } finally { 1 + f() } }\ntry { f() } catch StackError { say "caught" }\n', works='caught\n', error='StackError|MemoryError', status=1, flags=('--max-heap', '256K'), limit=60)
    case('endless_allocation', 'let xs = []\ntry { loop { xs.push([1]) } } catch MemoryError { say "caught" }\nxs = nil\nsay (^1000).map({ [_] }).len\n', works='caught\n1000\n', flags=HEAP)
    case('endless_allocation_uncaught', 'let xs = []\nloop { xs.push([1]) }\n', error='MemoryError', status=1, flags=HEAP)
    case('endless_allocation_in_handler', 'let xs = []\ntry { loop { xs.push([1]) } } catch MemoryError { loop { xs.push([2]) } }\n', error='MemoryError', status=1, flags=HEAP)
    case('others_go_on', '''let me = Ma.self
let bad = ma for ^4 { let xs = []; loop { xs.push([1]) } }
let good = ma { let n = 0; for ^50 { n += (^100).map({ [_] }).len }; me <- n }
for bad -> p { p.join }
say receive { when n { n } }
''', works='5000\n', flags=HEAP, limit=40)
    case('endless_mailbox', '''let me = Ma.self
let p = ma { receive { when 'never' { 1 } } }
for ^200000 -> i { p <- i }
say Ma.info(p, 'mailbox')
exit 0
''', works='200000\n')
    case('endless_string', "let s = 'x'\ntry { loop { s = s + s } } catch MemoryError { say 'caught' }\n", works='caught\n', flags=('--max-memory', '512M'), limit=60)
    case('endless_map', 'let m = {}\nlet i = 0\ntry { loop { m{i} = [i]; i++ } } catch MemoryError { say "caught" }\n', works='caught\n', flags=HEAP)
    case('endless_set', 'let s = set()\nlet i = 0\ntry { loop { s.push(i); i++ } } catch MemoryError { say "caught" }\n', works='caught\n', flags=HEAP)
    case('endless_big_number', 'let n = 3\ntry { loop { n = n * n } } catch e { say e isa MemoryError || e isa OverflowError }\n', works='true\n', flags=HEAP, limit=60)
    case('huge_power', 'try { let n = 10 ** 10000000000; say n } catch e { say e isa MemoryError || e isa OverflowError }\n', works='true\n', flags=HEAP, limit=60)
    case('huge_shift', 'try { let n = 1 << 100000000000; say n } catch e { say e isa MemoryError || e isa OverflowError }\n', works='true\n', flags=HEAP)
    case('huge_repeat', "try { let s = 'abc' * 100000000000; say s.len } catch e { say e isa MemoryError || e isa OverflowError }\n", works='true\n', flags=HEAP)
    case('huge_index', 'let a = []\ntry { a[10 ** 12] = 1; say a.len } catch e { say e isa MemoryError || e isa IndexError }\n', works='true\n', flags=HEAP)
    case('huge_index_beyond_words', 'let a = []\ntry { a[10 ** 30] = 1 } catch e { say "error" }\ntry { say a[10 ** 30] } catch e { say "nil" }\n', works='error\nnil\n', flags=HEAP)
    case('huge_bytes', 'try { let b = Bytes.new(10 ** 13); say b.len } catch e { say "error" }\n', works='error\n', flags=HEAP)
    case('huge_range_array', 'try { let a = (1..10 ** 12).array; say a.len } catch MemoryError { say "caught" }\n', works='caught\n', flags=HEAP)
    case('huge_pad', "try { let s = 'a'.pad(10 ** 12); say s.len } catch e { say 'error' }\n", works='error\n', flags=HEAP)
    case('huge_sprintf_width', "try { let s = sprintf('%999999999999d', 1); say s.len } catch e { say 'error' }\n", works='error\n', flags=HEAP)
    case('huge_spread', 'fn f(*xs) { xs.len }\ntry { say f((^1000000)*) } catch e { say 1000000 }\n', works='1000000\n', flags=HEAP)
    case('many_maatines', '''let me = Ma.self
let ps = ma for ^100000 -> i { receive { when 'stop' { me <- 1 } } }
for ps -> p { p <- 'stop' }
let n = 0
for ^100000 { receive { when k { n += k } } }
say n
''', works='100000\n', limit=60)
    case('maatine_bomb', '''let made = 0
try { loop { ma { receive { when 'never' { 1 } } }; made++ } } catch e { say 'refused' }
exit 0
''', works='refused\n', flags=('--max-maatines', '2000'))


# ---- waiting ----

def waiting():
    n = 10000
    case('select_of_many_channels', 'let cs = (^%d).map {|i| Chan.new }\nfn one { select {\n' % n
         + ''.join('when v = <-cs[%d] { [%d, v] }\n' % (i, i) for i in range(n))
         + "} }\nma { cs[7777] <- 'a' }\nsay one()\nma { cs[3] <- 'b' }\nsay one()\n", works="[7777, 'a']\n[3, 'b']\n", limit=60)
    case('many_tasks_fail_at_once', """let gate = Chan.new
try { concurrent { for ^100_000 -> i { spawn { <-gate; die 'no' } }; gate.close } } catch e { say e.message }
""", works='no\n', limit=90)
    case('deep_scopes', "fn f(n) { if n == 0 { die 'deep' }; concurrent { spawn f(n - 1) } }\ntry { f(2000) } catch e { say e.message }\n", works='deep\n', limit=60)
    case('chain_of_channels', """let ch = Chan.new(buffer => 1)
let first = ch
for ^100_000 { let c = Chan.new(buffer => 1); c <- ch; ch = c }
let n = 0
while ch.len == 1 { ch = <-ch; n++ }
say n, ' ', ch == first
""", works='100000 true\n', limit=60)
    case('chain_of_channels_dropped', "let ch = Chan.new(buffer => 1)\nfor ^100_000 { let c = Chan.new(buffer => 1); c <- ch; ch = c }\nch = nil\nGC.collect\nsay 'fine'\n", works='fine\n', limit=60)
    case('all_of_very_many_wait', "ma for ^50_000 { receive { when 'never' { } } }\n", error=r'^all maatines are waiting\n(.*\n){1000}49000 more [^\n]*, waits for a message\n50000 maatines in all\n$', status=3, limit=60)
    case('cells_in_a_ring', "shared let a = nil\nshared let b = nil\na = {|| b }\nb = {|| a }\nsay a()() isa Fn\n", works='true\n')


# ---- shapes ----

DEEP = 'let a = []\nfor ^1000000 { a = [a] }\n'
DEPTH = 'fn depth(b) { let n = 0; while b.len == 1 { b = b[0]; n++ }; n }\n'


def shapes():
    case('deep_message', DEPTH + DEEP + 'Ma.self <- a\nsay depth(receive { when b { b } })\n', works='1000000\n', limit=60)
    case('deep_message_to_other', DEPTH + DEEP + 'let me = Ma.self\nlet p = ma { receive { when b { me <- depth(b) } } }\np <- a\nsay receive { when n { n } }\n', works='1000000\n', limit=60)
    case('deep_freeze', DEPTH + DEEP + 'let b = a.freeze\nsay depth(b), b.is_frozen\n', works='1000000true\n', limit=60)
    case('deep_clone', DEPTH + DEEP + 'say depth(a.clone)\n', works='1000000\n', limit=60)
    case('deep_equality', DEEP + 'let b = a.clone\ntry { say a == b } catch StackError { say true }\n', works='true\n', limit=60)
    case('deep_dump', DEEP + 'try { say a.dump.len } catch StackError { say 2000002 }\n', works='2000002\n', limit=60)
    case('deep_flat', DEEP + 'try { say a.flat } catch StackError { say [] }\n', works='[]\n', limit=60)
    case('deep_map_message', 'let m = {}\nfor ^300000 { m = {k => m} }\nMa.self <- m\nlet n = 0\nlet b = receive { when x { x } }\nwhile b.len == 1 { b = b<k>; n++ }\nsay n\n', works='300000\n', limit=60)
    case('deep_garbage', 'for ^5 { let a = []; for ^300000 { a = [a] } }\nGC.collect\nsay 1\n', works='1\n', limit=60)
    case('deep_closures', 'let f = {|| 0 }\nfor ^100000 { let g = f; f = {|| g } }\nMa.self <- f\nlet h = receive { when x { x } }\nlet n = 0\nwhile h() isa Fn { h = h(); n++ }\nsay n\n', works='100000\n', error='.', status=1, limit=60)
    case('deep_linked_instances', 'class N { field nxt :rw }\nlet n = nil\nfor ^300000 { n = N.new(nxt => n) }\nMa.self <- n\nlet k = 0\nlet b = receive { when x { x } }\nwhile b { b = b.nxt; k++ }\nsay k\n', works='300000\n', limit=60)
    case('cyclic_equality_works', 'let a = [1]; a.push(a)\nlet b = [1]; b.push(b)\nlet m = {a => a}; m<m> = m\nlet n = {a => b}; n<m> = n\nsay a == b, m == n, [a] == [m]\n', works='truetruefalse\n')
    case('cyclic_different_periods', 'let a = []; a.push(a)\nlet b = [[]]; b[0].push(b)\nsay a == b\n', works='true\n')
    case('cyclic_compare', 'let a = []; a.push(a)\nlet b = []; b.push(b)\ntry { say a < b } catch e { say false }\n', works='false\n')
    case('cyclic_dump', 'let a = [1]; a.push(a); let m = {a => a}; m<m> = m\nsay a, m\n', works='[1, [...]]{a => [1, [...]], m => {...}}\n')
    case('cyclic_message', 'let a = [1]; a.push(a); Ma.self <- a\nlet b = receive { when x { x } }\nsay b[1] === b, b[0]\n', works='true1\n')
    case('cyclic_freeze', 'let m = {}; m<m> = m\nlet f = m.freeze\nsay f<m> === f, f.is_frozen\n', works='truetrue\n')
    case('cyclic_key', 'let a = []; a.push(a); let f = a.freeze\nlet m = {}\ntry { m{f} = 1; say m{f} } catch e { say 1 }\n', works='1\n')
    case('cyclic_flat', 'let a = [1]; a.push(a)\ntry { say a.flat.len > 0 } catch e { say true }\n', works='true\n', flags=HEAP)
    case('cyclic_join', 'let a = [1]; a.push(a)\nsay a.join(",")\n', works='1,[1, [...]]\n', error='.', status=1)
    case('exponential_sharing_dump', 'let a = [1]\nfor ^60 { a = [a, a] }\ntry { say a.dump.len } catch MemoryError { say "caught" }\n', works='caught\n', flags=('--max-heap', '8M', '--max-memory', '512M'), limit=60)
    case('exponential_sharing_message', 'let a = [1]\nfor ^1000 { a = [a, a] }\nMa.self <- a\nlet b = receive { when x { x } }\nsay b[0] === b[1]\n', works='true\n')
    case('exponential_sharing_freeze', 'let a = [1]\nfor ^1000 { a = [a, a] }\nlet b = a.freeze\nsay b[0] === b[1]\n', works='true\n')


# ---- regexes and strings ----

def regexes():
    case('catastrophic_regex', "let r = 'none'\ntry { r = ('a' * 40 + 'b') =~ /(a+)+$/ } catch e { r = false }\nsay r\n", works='false\n')
    case('catastrophic_regex_catch', "let r = 'none'\ntry { r = ('a' * 5000 + 'b') =~ /^(a|aa)+$/ } catch e { r = false }\nsay r\n", works='false\n')
    case('regex_backtracking_long', "let s = 'ab' * 500000\ntry { say s =~ /^(ab)*$/ } catch e { say true }\n", works='true\n')
    case('regex_recursion', "let s = '(' * 50000 + ')' * 50000\ntry { say s =~ /^(\\((?1)*\\))*$/ } catch e { say true }\n", works='true\n')
    case('regex_new_nested', "try { Regex.new('(' * 100000) } catch ParseError { say 'bad' }\n", works='bad\n')
    case('regex_many_groups', "let r = Regex.new('(a)?' * 5000)\nsay 'a' =~ r\n", works='true\n', error='ParseError', status=1)
    case('gsub_empty_matches', "say 'abc'.gsub(/x*/, '-')\n", works='-a-b-c-\n')
    case('split_empty_matches', "say 'abc'.split(/x*/)\n", works="['a', 'b', 'c']\n", error='.', status=1)
    case('gsub_huge', "say ('a' * 300000).gsub(/a/, 'bb').len\n", works='600000\n')
    case('invalid_code_point', 'say "\\u{110000}"\n', error=PLACE.pattern, status=2)
    case('surrogate_code_point', 'say "\\u{D800}"\n', error=PLACE.pattern, status=2)
    case('chr_out_of_range', 'let n = 0\nfor [-1, 0x110000, 0xD800, 10 ** 30, 1.5] -> c { try { c.chr } catch e { n++ } }\nsay n\n', works='5\n')
    case('sprintf_nonsense', "let n = 0\nfor ['%', '%z', '%5', '%d', '%-', '%s%s'] -> f { try { sprintf(f, 'x') } catch e { n++ } }\nsay n >= 0\n", works='true\n')
    case('num_nonsense', "say ['1e', '--1', '0x', '1_', '١', '1e999', 'Inf '].map(:.num).len\n", works='7\n')


def build():
    light, heavy = (bytes_of_source, nesting, moderate, regexes), (length, counts, running_out, waiting, shapes)
    for part in light + (() if STRESS else heavy):
        part()


def limit_memory():
    """The programs inherit this: one that forgets its own limits must not take the machine with it (sanitizers need
    the room)."""
    if SCALE == 1:
        resource.setrlimit(resource.RLIMIT_AS, (24 << 30, 24 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(c, folder):
    """None when the case passed, else what is wrong."""
    path = os.path.join(folder, c.name + '.mm')
    with open(path, 'wb') as f:
        f.write(c.source if isinstance(c.source, bytes) else c.source.encode())
    env = {k: v for k, v in os.environ.items() if k != 'MAAT_FLAGS'}
    env['LC_ALL'] = 'C.UTF-8'
    p = subprocess.Popen([MAAT, 'run', *c.flags, path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         env=env, start_new_session=True)
    try:
        out, err = p.communicate(timeout=c.limit * SCALE)
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, signal.SIGKILL)
        p.communicate()
        return 'no end after %g seconds' % (c.limit * SCALE)
    finally:
        os.remove(path)
    out, err = out.decode('utf-8', 'replace'), err.decode('utf-8', 'replace')
    return judge(c, p.returncode, out, err)


def judge(c, status, out, err):
    shown = ' status %s, output %r, errors %r' % (status, out[:200], err[:300])
    if status < 0 or status > 3:
        return 'ended by a signal or a failed check:' + shown
    if status == 0:
        if c.works is None:
            return 'should not work:' + shown
        return None if out == c.works else 'wrong output, expected %r:%s' % (c.works[:200], shown)
    if c.error is None or (c.status is not None and status != c.status):
        return 'unexpected failure:' + shown
    if status == 2 and out:
        return 'something ran in spite of a compile error:' + shown
    return None if re.search(c.error, err) else 'unclear error, expected %r:%s' % (c.error, shown)


def timed(c, folder):
    begin = time.monotonic()
    return c, run(c, folder), time.monotonic() - begin


def main():
    build()
    limit_memory()
    words = sys.argv[1:]
    verbose = '-v' in words
    names = [w for w in words if w != '-v']
    cases = [c for c in CASES if not names or c.name in names]
    failed = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        for c, wrong, seconds in pool.map(lambda c: timed(c, folder), cases):
            if wrong:
                failed += 1
                print('FAILED %s: %s' % (c.name, wrong), flush=True)
            elif verbose:
                print('passed %s %.2fs' % (c.name, seconds), flush=True)
    print('%d passed, %d failed' % (len(cases) - failed, failed))
    sys.exit(1 if failed or not cases else 0)


if __name__ == '__main__':
    if not os.access(MAAT, os.X_OK):
        sys.exit('test_limits.py: no program at %s' % MAAT)
    main()
