#!/usr/bin/env python3
"""Tests of the command line (language page, section 16) that need more than one program with expectations:
subcommands, usage errors, configuration files, signals. The program is named by MAAT, else build/opt/maat.

Each test_* function gets a fresh folder. Prints "N passed, M failed" as its last line.
"""
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
MAAT = os.path.abspath(os.environ.get('MAAT', os.path.join(TOP, 'build', 'opt', 'maat')))
LIMIT = 60


def environment(**more):
    env = {k: v for k, v in os.environ.items() if k not in ('MAAT_FLAGS', 'MAAT_PATH')}
    env['LC_ALL'] = 'C.UTF-8'
    env.update(more)
    return env


def maat(*words, stdin=b'', env=None, cwd=None, program=MAAT):
    """(status, standard output, standard error) of `maat WORDS`."""
    p = subprocess.run([program, *words], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       timeout=LIMIT, env=env or environment(), cwd=cwd)
    return p.returncode, p.stdout.decode('utf-8', 'replace'), p.stderr.decode('utf-8', 'replace')


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)
    return path


def expect(got, want, what):
    if got != want:
        raise AssertionError('%s: got %r, expected %r' % (what, got, want))


def expect_in(part, text, what):
    if part not in text:
        raise AssertionError('%s: %r is not in %r' % (what, part, text[:500]))


def start(path, first_line, *flags):
    """Starts `maat run` and waits until the program has printed its first line."""
    p = subprocess.Popen([MAAT, 'run', *flags, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    expect(p.stdout.readline().decode().strip(), first_line, 'first line')
    return p


def finish(p, limit=LIMIT):
    try:
        out, err = p.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        p.kill()
        p.communicate()
        raise AssertionError('the program did not end')
    return p.returncode, out.decode(), err.decode()


# ---- subcommands ----

def test_run_file(folder):
    path = write(folder, 'a.mm', "say 'hello'\n")
    expect(maat('run', path), (0, 'hello\n', ''), 'maat run')
    expect(maat(path), (0, 'hello\n', ''), 'maat FILE')


def test_run_arguments(folder):
    path = write(folder, 'a.mm', 'say ARGV\n')
    expect(maat('run', path, 'x', '--schedulers', '2')[1], "['x', '--schedulers', '2']\n", 'maat run FILE ARGS')
    expect(maat(path, 'x', '-e')[1], "['x', '-e']\n", 'maat FILE ARGS')


def test_bytes_that_are_no_utf8(folder):
    """Arguments, environment and paths may hold any bytes; in a Str each one that is no part of UTF-8 is U+FFFD."""
    below = os.path.join(os.fsencode(folder), b'\xff')
    os.mkdir(below)
    path = os.path.join(below, b'a.mm')
    with open(path, 'wb') as f:
        f.write(b"for ARGV -> a { say a, ' ', a.len, ' ', a.chars.len, ' ', a.gsub(/./, 'x'), ' ', a[-1].ord }\n"
                b"say ENV<ODD>, __FILE__.last(6)\ntry { die 'x' } catch e { say e.trace[0].last(13) }\n")
    env = {os.fsencode(k): os.fsencode(v) for k, v in environment().items()}
    env[b'ODD'] = b'o\xc3'
    status, out, err = maat('run', path, b'\xff', b'a\xf0\x9f', b'\xed\xa0\x80', 'é€'.encode(), env=env)
    expect((status, err), (0, ''), 'odd bytes')
    expect(out, '\ufffd 1 1 x 65533\na\ufffd\ufffd 3 3 xxx 65533\n\ufffd\ufffd\ufffd 3 3 xxx 65533\n'
                'é€ 2 2 xx 8364\no\ufffd\ufffd/a.mm\n\ufffd/a.mm:3 main\n', 'odd bytes')


def test_evaluate(folder):
    expect(maat('-e', 'say 1'), (0, '1\n', ''), '-e')
    expect(maat('-e', 'die "x"')[0], 1, 'status of an uncaught error')
    expect(maat('-e', 'exit 9')[0], 9, 'status of exit')
    status, out, err = maat('-e', 'say nope')
    expect((status, out), (2, ''), '-e with a compile error')
    expect_in("1:5: error: 'nope' is not declared", err, '-e')


def test_check(folder):
    good = write(folder, 'good.mm', "say 'never run'\n")
    expect(maat('check', good), (0, '', ''), 'check of a good file')
    bad = write(folder, 'bad.mm', 'say nope\n')
    status, out, err = maat('check', bad)
    expect((status, out), (2, ''), 'check of a bad file')
    expect_in('bad.mm:1:5: error:', err, 'check')


def test_dis(folder):
    path = write(folder, 'a.mm', 'fn area(w, h) { w * h }\nsay area(2, 3)\n')
    status, out, _ = maat('dis', path)
    expect(status, 0, 'dis')
    expect_in('area', out, 'dis names the functions')
    if out.strip() == '6':
        raise AssertionError('dis ran the program')


def test_version(folder):
    status, out, err = maat('version')
    expect(status, 0, 'version')
    if not any(c.isdigit() for c in out):
        raise AssertionError('no number in %r' % out)


def test_help_flags(folder):
    status, out, _ = maat('help', 'flags')
    expect(status, 0, 'help flags')
    for flag in ('--max-heap', '--schedulers', '--seed'):
        expect_in(flag, out, 'help flags')


def test_repl(folder):
    status, out, _ = maat('repl', stdin=b"let x = 20\nx + 1\nsay 'hi'\n")
    expect(status, 0, 'repl at the end of its input')
    expect_in('21', out, 'repl')
    expect_in('hi', out, 'repl')


def test_repl_any_bytes(folder):
    status, out, err = maat('repl', stdin=b'\xff\n1 + 1\n"a\xf0"\n[1,\n\xfe(\n2 + 2\n"a\0b".len\n\0\n3 + 3\n')
    expect((status, out), (0, '2\n4\n3\n6\n'), 'repl')
    expect_in('1:1: error: invalid UTF-8 (byte 0)', err, 'repl')
    expect_in('1:3: error: invalid UTF-8 (byte 2)', err, 'repl')
    expect(err.count('invalid UTF-8'), 3, 'lines that are no UTF-8')
    expect_in('error: unexpected character U+0000', err, 'repl')


class Terminal:
    """A shell that thinks it has a terminal."""

    def __init__(self, folder):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(MAAT, [MAAT, 'repl'], environment(HOME=folder, TERM='dumb'))
        self.seen = b''

    def until(self, text):
        end = time.monotonic() + 60
        while text not in self.seen:
            if time.monotonic() > end or not select.select([self.fd], [], [], 60)[0]:
                raise AssertionError('no %r in %r' % (text, self.seen))
            self.seen += os.read(self.fd, 4096)
        before, self.seen = self.seen.split(text, 1)
        return before

    def type(self, text):
        os.write(self.fd, text)

    def end(self):
        self.type(b'\x04')
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.fd)
        return status


def test_repl_interrupt(folder):
    t = Terminal(folder)
    t.until(b'maat> ')
    # What is not complete is dropped, however many lines it has.
    t.type(b'fn f {\n')
    t.until(b'  ... ')
    t.type(b'\x03')
    t.until(b'^C')
    t.until(b'maat> ')
    t.type(b'say 20 + 1\n')
    t.until(b'21\r\n')
    t.until(b'maat> ')
    # So is what stands in the line.
    t.type(b'die 1')
    t.until(b'die 1')
    t.type(b'\x03')
    t.until(b'^C')
    t.until(b'maat> ')
    t.type('say "caf\u00e9".len + 30\n'.encode())
    t.until(b'34\r\n')
    t.until(b'maat> ')
    # What runs is ended, and an empty line stays one.
    t.type(b'say 40 + 2; sleep 1000\n')
    t.until(b'42\r\n')
    t.type(b'\x03')
    t.until(b'Cancelled')
    t.until(b'maat> ')
    t.type(b'\x03')
    t.until(b'maat> ')
    expect(t.end(), 0, 'the shell at the end of its input')
    with open(os.path.join(folder, '.maat_history')) as f:
        if 'die 1' in f.read():
            raise AssertionError('what was dropped is in the history')


def test_repl_end_typed_ahead(folder):
    t = Terminal(folder)
    t.until(b'maat> ')
    t.type(b'sleep 0.3\n')
    t.until(b'sleep 0.3\r\n')
    time.sleep(0.1)
    expect(t.end(), 0, 'Ctrl-D while a line runs')


def test_usage_errors(folder):
    path = write(folder, 'a.mm', 'say 1\n')
    for words in (['run'], ['run', os.path.join(folder, 'missing.mm')], ['run', '--no-such-flag', path],
                  ['run', '--schedulers', 'many', path], ['run', '--max-heap', path], ['nosuchcommand'], ['-e'],
                  ['run', folder]):
        status, out, err = maat(*words)
        expect((words, status, out), (words, 2, ''), 'usage error')
        if not err.strip():
            raise AssertionError('no message for %r' % words)


# ---- flags ----

FILL = 'try { let xs = []; loop { xs.push([1]) } } catch MemoryError { say "full" }\n'


def test_flag_forms(folder):
    path = write(folder, 'a.mm', FILL)
    expect(maat('run', '--max-heap', '8M', path)[1], 'full\n', '--max-heap 8M')
    expect(maat('run', '--max-heap=8M', path)[1], 'full\n', '--max-heap=8M')
    expect(maat('run', '--max-heap=8192K', '--', path)[1], 'full\n', 'behind --')


def test_flags_of_collections(folder):
    path = write(folder, 'a.mm', 'let xs = (^50000).map { [_] }\nGC.collect\nsay xs.len\n')
    flags = ['--gc-pause', '150', '--gc-major', '40', '--gc-minor', '5', '--gc-step-mul', '300', '--gc-step-size', '15']
    expect(maat('run', *flags, path)[1], '50000\n', 'flags of collections')
    expect(maat('run', '--gc-pause', '5', path)[0], 2, 'a pause that is too short')


def test_flags_from_environment(folder):
    path = write(folder, 'a.mm', FILL)
    env = environment(MAAT_FLAGS='--max-heap 8M --schedulers 1')
    expect(maat('run', path, env=env)[1], 'full\n', 'MAAT_FLAGS')
    status, _, err = maat('run', path, env=environment(MAAT_FLAGS='--nonsense'))
    expect(status, 2, 'a bad flag in MAAT_FLAGS')
    expect_in('nonsense', err, 'a bad flag in MAAT_FLAGS')


def test_flags_from_file(folder):
    path = write(folder, 'a.mm', FILL)
    write(folder, 'maat.conf', '# limits\nmax-heap = 8M\n')
    expect(maat('run', path)[1], 'full\n', 'maat.conf beside the program')
    other = write(folder, 'other.conf', 'max_heap = 8M\n')
    os.remove(os.path.join(folder, 'maat.conf'))
    expect(maat('run', '--config', other, path)[1], 'full\n', '--config FILE')


# ---- output ----

def test_large_output(folder):
    path = write(folder, 'a.mm', "for ^3 -> i { print 'x' * 100000; say i }\nfor ^20000 -> i { say i }\n")
    status, out, err = maat('run', '--long-run', '0', path)
    want = ''.join('x' * 100000 + '%d\n' % i for i in range(3)) + ''.join('%d\n' % i for i in range(20000))
    expect((status, err), (0, ''), 'large output')
    if out != want:
        raise AssertionError('the output differs (%d characters, expected %d)' % (len(out), len(want)))


def test_lines_never_mix(folder):
    path = write(folder, 'a.mm', "ma for ^8 -> i { for ^500 { say '{i}' * 50 } }\n".replace("'{i}'", '"{i}"'))
    status, out, _ = maat('run', path)
    lines = out.splitlines()
    expect((status, len(lines)), (0, 4000), 'lines of several maatines')
    for line in lines:
        if len(line) != 50 or len(set(line)) != 1:
            raise AssertionError('a mixed line: %r' % line)


def test_at_most_twenty_errors(folder):
    path = write(folder, 'a.mm', ''.join('say undeclared%d\n' % i for i in range(100)))
    status, out, err = maat('run', path)
    expect((status, out), (2, ''), 'a hundred errors')
    expect(err.count(': error:'), 20, 'number of errors shown')


def test_crash_report_is_bounded(folder):
    path = write(folder, 'a.mm', "let me = Ma.self\nlet p = ma {\n    receive { when 'go' { 1 } }\n    die 'x' * 100000\n}\n"
                                 "for ^50 -> i { p <- ['data' * 5000, i] }\np <- 'go'\np.join\n")
    status, _, err = maat('run', path)
    expect(status, 0, 'the end of another maatine')
    if not err or len(err.encode()) > 16384:
        raise AssertionError('the report has %d bytes' % len(err.encode()))


# ---- signals ----

SLEEPER = "defer { say 'defer' }\nsay 'ready'\ntry { sleep 30 } finally { say 'finally' }\n"


def test_interrupt(folder):
    path = write(folder, 'a.mm', SLEEPER)
    for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        p = start(path, 'ready')
        begin = time.monotonic()
        p.send_signal(number)
        expect(finish(p)[:2], (status, ''), 'end by signal %d' % number)
        if time.monotonic() - begin > 10:
            raise AssertionError('the end took long')


SUPERVISED = """use Supervisor
let me = Ma.self
fn child(id) { Ma.trap_exits(true); me <- 'up'; receive { when ['EXIT', _, why] { say id, ' ', why } } }
Supervisor.start([{id => 'a', run => child, args => ['first']}])
receive { when 'up' { } }
Supervisor.start([{id => 'b', run => child, args => ['second']}, {id => 'c', run => child, args => ['third']}])
for ^2 { receive { when 'up' { } } }
say 'ready'
receive { when 'never' { 1 } } after 30 { }
"""


def test_signal_shuts_supervisors_down(folder):
    path = write(folder, 'a.mm', SUPERVISED)
    for number, status in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
        p = start(path, 'ready')
        p.send_signal(number)
        expect(finish(p)[:2], (status, 'third shutdown\nsecond shutdown\nfirst shutdown\n'), 'reverse order of start')


def test_second_signal_ends_at_once(folder):
    path = write(folder, 'a.mm', """use Supervisor
let me = Ma.self
fn stubborn { Ma.trap_exits(true); me <- 'up'; loop { receive { when ['EXIT', *_] { say 'no' } } } }
Supervisor.start([{id => 'a', run => stubborn, shutdown => Inf}])
receive { when 'up' { } }
say 'ready'
receive { when 'never' { 1 } } after 100 { }
""")
    p = start(path, 'ready')
    p.send_signal(signal.SIGTERM)
    expect(p.stdout.readline(), b'no\n', 'the child is asked')
    p.send_signal(signal.SIGTERM)
    status = finish(p, 10)[0]
    if status not in (143, -signal.SIGTERM):
        raise AssertionError('status %r' % status)


# What is done to a shared variable in place is done at once: here thousands of millions of comparisons.
HOLDER = """let big = [(^50_000)*]
let probe = [big*]
probe[-1] = 'other'
shared let xs = (^50_000).map {|i| big }
say 'ready'
sleep 0.01
say 'queued'
loop { xs.has(probe) }
"""


def test_signals_while_a_native_holds_the_only_scheduler(folder):
    """Its loop sees none: a second signal, a second later, ends the program; what it has said comes out. Not under TSan, which delivers
    signals between calls of libc only."""
    if os.environ.get('MAAT_BUILD') == 'tsan':
        return
    path = write(folder, 'a.mm', HOLDER)
    p = start(path, 'ready', '--schedulers', '1', '--long-run', '0')
    end, sent = time.monotonic() + 30, 0
    while p.poll() is None and time.monotonic() < end:
        time.sleep(0.3)
        p.send_signal(signal.SIGTERM)
        sent += 1
    # The first may have been seen before the native began.
    expect(finish(p, 10)[:2], (143, 'queued\n' if sent > 1 else ''), 'ends')


HOT = """fn add(a, b) { a + b }
fn never(x) { x * 2 }
class C { field n :ro = 1
    meth cmp(o) { n <=> o.n } }
let sum = 0
for ^1000 -> i { sum = add(sum, i) }
let i = 0
while i < 50 { i++ }
let c = 0
c++ while C.new < C.new && c < 3
say sum + i, ' ', ARGV[0], ' ', [3, 1, 2].map({|x| x + 1 })
"""


def hot_count(out, line, op):
    """How often the first `op` of that source line ran."""
    at = out.index(line)
    for row in out[at:].splitlines()[1:]:
        words = row.split()
        if len(words) > 2 and words[2] == op:
            return int(words[0])
    raise AssertionError('no %s behind %r' % (op, line))


def test_dis_hot_counts(folder):
    path = write(folder, 'hot.mm', HOT)
    status, out, err = maat('dis', '--hot', '--schedulers', '1', '--slice', '100000', path, 'word')
    expect((status, err), (0, ''), 'dis --hot')
    expect_in('499550 word [4, 2, 3]\n', out, 'what the program prints')
    expect(hot_count(out, '| fn add', 'ADD'), 1000, 'calls of add')
    expect(hot_count(out, '| fn never', 'MUL'), 0, 'calls of never')
    expect(hot_count(out, '| for ^1000', 'FORNEXT'), 2, 'the first turn and the end')
    expect(hot_count(out, '| while i', 'ADDI'), 50, 'turns of while')
    expect_in('pairs that ran most often\n', out, 'pairs')
    expect_in('  ADDI LOOPLTI\n', out, 'a pair of the loop')
    status, out, err = maat('dis', '--hot', write(folder, 'bad.mm', 'let x = (\n'))
    expect(status, 2, 'a program that does not compile')
    status, out, err = maat('dis', '--hot')
    expect(status, 2, 'no file')
    status, out, err = maat('dis', '--hot', write(folder, 'die.mm', "die 'x'\n"))
    expect(status, 1, 'a program that fails')
    expect_in('THROW', out, 'its counts')


def test_profile_shows_where_time_goes(folder):
    path = write(folder, 'busy.mm', """fn busy(n) {
    let s = 0
    loop (let i = 0; i < n; i++) { s += i % 7 }
    s
}
fn outer(n) { busy(n) + 1 }
fn quick(n) { n + 1 }
let end = Time.mono + 0.3
let all = 0
while Time.mono < end { all += outer(20000)
    all += quick(1) }
say 'done'
""")
    to = os.path.join(folder, 'out')
    status, out, err = maat('run', '--profile', to, path)
    expect((status, out, err), (0, 'done\n', ''), 'run --profile')
    stacks = {}
    with open(to, encoding='utf-8') as f:
        for row in f:
            stack, n = row.rsplit(' ', 1)
            stacks[stack] = int(n)
    total = sum(stacks.values())
    if total < 10:
        raise AssertionError('%d samples' % total)
    if stacks.get('main;outer;busy', 0) < total * 0.6:
        raise AssertionError('busy has few samples: %r' % stacks)
    with open(to + '.lines', encoding='utf-8') as f:
        first = f.readline().split(None, 1)
    expect(first[1], '%s:3 busy\n' % path, 'the line with most samples')
    status, out, err = maat('run', '--profile', os.path.join(folder, 'no', 'out'), path)
    expect((status, out), (1, 'done\n'), 'a file that cannot be written')
    expect_in('cannot write', err, 'a file that cannot be written')


def test_profile_loses_no_message(folder):
    path = os.path.join(TOP, 'tests', 'lang', 's11_maatines', 'send_many_to_one.mm')
    want = maat('run', '--schedulers', '4', path)
    expect(maat('run', '--schedulers', '4', '--profile', os.path.join(folder, 'out'), path), want, 'with a profile')


def too_late(number, frame):
    raise AssertionError('hung')


def main():
    signal.signal(signal.SIGALRM, too_late)
    names = sys.argv[1:] or [n for n in globals() if n.startswith('test_')]
    passed = failed = 0
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            signal.alarm(2 * LIMIT)  # what waits without a limit of its own
            try:
                globals()[name](folder)
                passed += 1
            except subprocess.TimeoutExpired:
                failed += 1
                print('FAILED %s: timed out' % name)
            except Exception as e:  # a failed test must not hide the others
                failed += 1
                print('FAILED %s: %s' % (name, e if isinstance(e, AssertionError) else traceback.format_exc()))
            signal.alarm(0)
    print('%d passed, %d failed' % (passed, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    if not os.access(MAAT, os.X_OK):
        sys.exit('test_cli.py: no program at %s' % MAAT)
    main()
