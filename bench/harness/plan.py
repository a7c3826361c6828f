"""What is measured: the same work in several languages, the curves, and the bounds of PERFORMANCE.

A Line is one row of the table. `maat` and the `peers` are a program and its arguments; `small` are the Maat arguments of the smoke
run. Bounds are texts: '0.5 erl' is half of what Erlang takes, '0.4 erl|go' two fifths of the better of the two, '100 ns' is itself.
Of programs that print several results, `result` names the one that counts; `field` another figure of it than the time.
"""
from dataclasses import dataclass, field


@dataclass
class Line:
    name: str
    title: str
    group: str
    maat: str
    small: str
    peers: dict = field(default_factory=dict)
    must: str = ''
    goal: str = ''
    unit: str = 'ns'
    result: str = ''
    field: str = ''
    most_rss: int = 0           # MB that Maat may use
    flags: str = ''             # runtime flags of maat
    extra: bool = False         # only on request: --all, or by its name


@dataclass
class Curve:
    name: str
    title: str
    maat: str                   # '{x}' stands for the place on the axis
    points: list
    small: list
    x: str
    y: str
    rule: str                   # 'flat 2', 'flat 2 from 10', 'below 100', 'speedup 1.7'
    unit: str = 'ns'
    field: str = ''
    flags: str = ''
    small_maat: str = ''        # the program of the smoke run, if it is not the same


def same(args, *langs):
    return {lang: args for lang in langs}


MESSAGES = 'Maatines and messages'
COMPUTING = 'One maatine computing'
AWFY = 'Are we fast yet'
SAVINA = 'Savina'
GROWTH = 'How cost grows'
MICRO = 'Small operations'
GROUPS = {'messages': MESSAGES, 'computing': COMPUTING, 'awfy': AWFY, 'savina': SAVINA, 'growth': GROWTH, 'micro': MICRO}


def m(name, title, args, small, must='', goal='', go=None, lua=None, erl=True, **more):
    """A line of messages: Erlang takes the same arguments, Go and LuaJIT's coroutines mostly."""
    peers = {}
    if erl:
        peers['erl'] = erl if isinstance(erl, str) else args
    if go is not None:
        peers['go'] = go or args
    if lua is not None:
        peers['luajit'] = 'actors.lua ' + (lua or args)
    return Line(name, title, MESSAGES, args, small, peers, must, goal, **more)


def c(name, title, args, small, lua, must, goal, both=True, **more):
    peers = same('seq.lua ' + lua, 'lua54', 'ljoff', 'luajit')
    if both:
        peers.update(same(args, 'erl', 'go'))
    return Line(name, title, COMPUTING, args, small, peers, must, goal, unit='s', **more)


PLAN = [
    m('pingpong', 'ping-pong, round trip', 'pingpong 2000000', 'pingpong 2000', '0.5 erl', '0.6 go', go='', lua=''),
    m('ring', 'ring of 1000, hop', 'ring 1000 2000', 'ring 100 20', '0.5 erl', '0.6 go', go='', lua=''),
    m('threadring', 'thread ring of 503, hop', 'threadring 2000000', 'threadring 2000', '0.5 erl', '0.6 go', go='', lua=''),
    m('skynet', 'skynet, a million maatines, each', 'skynet 1000000', 'skynet 1000', '0.3 erl', '0.7 go', go='', lua=''),
    m('spawn_seq', 'spawn and join, one by one', 'spawnjoin seq 500000', 'spawnjoin seq 500', '0.4 erl', '1.0 go', go='', lua=''),
    m('spawn_burst', 'spawn and join, 10,000 alive', 'spawnjoin burst 500000 10000', 'spawnjoin burst 1000 100', '0.4 erl',
      '1.0 go', go='', lua=''),
    m('idle_plain', 'idle maatine, memory', 'idle plain 200000', 'idle plain 1000', '1000 B', '700 B', go='', lua='', unit='B',
      field='rss_bytes_each'),
    m('idle_hib', 'hibernated maatine, memory', 'idle hib 200000', 'idle hib 1000', '', '400 B', unit='B', field='rss_bytes_each'),
    m('bigmsg_copy', 'message of 10,000 small maps, copied, hop', 'bigmsg copy 400', 'bigmsg copy 5', '0.7 erl', '0.4 erl',
      erl='bigmsg 400', go='', lua='bigmsg copy 100'),
    m('bigmsg_forward', 'the same, forwarded untouched', 'bigmsg forward 100000', 'bigmsg forward 5', '1000 ns', '300 ns', erl=False,
      go='bigmsg ref 1000', lua='bigmsg ref 1000'),
    m('bigmsg_fresh', 'the same, freshly built, send', 'bigmsg fresh 200', 'bigmsg fresh 5', '1000 ns', '300 ns', erl=False),
    m('bigbin', 'binary of 1 MiB, send', 'bigbin 100000', 'bigbin 1500', '0.7 erl', '1.5 go', go='', lua=''),
    m('fanin', 'fan-in 100 x 20,000, message', 'fanin 100 20000', 'fanin 5 100', '0.3 erl', '1.5 go', go='', lua='', most_rss=200),
    m('selrecv_scan', 'selective receive past 100,000 waiting', 'selrecv scan 100000 500', 'selrecv scan 100 20', '0.3 erl', '0.7 go',
      go='', lua=''),
    m('selrecv_ref', 'call with 100,000 waiting', 'selrecv ref 100000 200000', 'selrecv ref 100 100', '0.4 erl', '1.0 go', go='', lua=''),
    m('call_gen', '`Server` call and reply', 'gencall gen 500000', 'gencall gen 500', '0.4 erl', '1.2 go', go='gencall reuse 500000'),
    m('call_bare', 'call by hand-written messages', 'gencall bare 500000', 'gencall bare 500', lua=''),
    m('chameneos_3', 'chameneos, 3 creatures, meeting', 'chameneos 3 500000', 'chameneos 3 500', '0.5 erl', '0.7 go', go='', lua=''),
    m('chameneos_100', 'chameneos, 100 creatures, meeting', 'chameneos 100 500000', 'chameneos 100 500', '', '', go='', lua=''),
    m('timers', 'timer, 200,000 pending', 'timers 200000 10 5', 'timers 200 10 2', '0.4 erl|go', '0.2 erl|go', go=''),
    m('suprestart_sup100', 'supervised restart (100 supervisors)', 'suprestart sup100 50000', 'suprestart sup100 300', '0.3 erl', '0.1 erl'),
    m('suprestart_bare', 'restart by a hand-written supervisor', 'suprestart bare 50000', 'suprestart bare 200', go='suprestart 50000'),
    m('shared', '`x = x + 1` on a shared variable, alone', 'shared alone 3000000', 'shared alone 3000', '100 ns', '30 ns', erl=False,
      go='mutex alone 3000000'),
    m('shared_2', 'the same, two maatines at once', 'shared both 1000000', 'shared both 3000', '', '', erl=False,
      go='mutex both 3000000'),
    m('channel', 'channel with room for 100, value', 'channel 100 1000000', 'channel 100 2000', '2.0 go', '0.9 go', erl=False, go=''),
    m('channel_0', 'channel without room, value', 'channel 0 500000', 'channel 0 2000', erl=False, go=''),
    m('pause', 'longest collection pause, 400 MB live', 'pause 400', 'pause 4', '2000000 ns', '500000 ns', erl=False,
      field='pause_ns', unit='ns'),
    m('fairness', 'longest wait while 1,000 compute, in slices of each', 'fairness 1000 5', 'fairness 20 1', '2 slices', '', erl=False,
      unit='slices', field='slices'),
    *[m('longcopy_' + point, f'wait of another maatine while 40 MB are copied by {what}', f'longcopy 40 {point}', f'longcopy 1 {point}', erl=False,
        unit='ms', field='late_ms', flags='--schedulers 1')
      for point, what in [('send', 'a send'), ('call', 'a call'), ('reply', 'a reply'), ('channel', 'a channel'), ('task', 'a task'),
                          ('spawn', 'a spawn'), ('cell', 'a shared variable'), ('path', 'a path of one'), ('clone', '`clone`'),
                          ('none', 'nobody')]],
    m('alive', 'ten million maatines alive, memory each', 'idle plain 10000000', 'idle plain 1000', '1000 B', '700 B', erl=False,
      unit='B', field='rss_bytes_each', extra=True),
    c('fib', 'fib(32) x 3', 'seq_fib 32 3', 'seq_fib 15 2', 'fib 32 3', '0.4 lua54', '0.7 erl'),
    c('nqueens', 'n-queens(10) x 20', 'seq_nqueens 10 20', 'seq_nqueens 6 5', 'nqueens 10 20', '0.6 lua54', '0.7 erl'),
    c('nbody', 'n-body, 1M steps', 'seq_nbody 1000000', 'seq_nbody 1000', 'nbody 1000000', '0.6 lua54', '0.15 erl'),
    c('bintrees', 'binary trees, depth 16', 'seq_bintrees 16', 'seq_bintrees 8', 'bintrees 16', '0.2 lua54', '1.0 erl'),
    c('sieve', 'sieve of 5M', 'seq_sieve 5000000', 'seq_sieve 1000', 'sieve 5000000', '0.6 lua54', '0.3 lua54'),
    c('strbuild', 'building a string of 1M pieces', 'seq_string build 1000000', 'seq_string build 1000', 'string build 1000000',
      '0.3 lua54', '1.0 erl'),
    c('strcat', '`s = s + piece`, 20,000 times', 'seq_string cat 20000', 'seq_string cat 1000', 'string cat 20000', '0.3 lua54', '1.0 erl'),
    c('map_int', 'map, integer keys, 1M + 1M', 'seq_map int 1000000', 'seq_map int 1000', 'map int 1000000', '0.7 lua54', '0.8 go'),
    c('map_str', 'map, string keys, 1M + 1M', 'seq_map str 1000000', 'seq_map str 1000', 'map str 1000000', '0.5 lua54', '0.8 go'),
    c('sort', 'sort of 1M', 'seq_sort 1000000', 'seq_sort 10000', 'sort 1000000', '0.7 lua54', '1.0 go'),
    c('json_encode', 'JSON encode, 1.16 MB x 20', 'seq_json 20', 'seq_json 1', 'json cjson 20', '1.0 lua54', '0.7 erl', result='json_encode'),
    c('json_decode', 'JSON decode, 1.16 MB x 20', 'seq_json 20', 'seq_json 1', 'json cjson 20', '1.0 lua54', '0.7 lua54',
      result='json_decode'),
    Line('cache', 'cache with expiry, 100,000 entries, operation', COMPUTING, 'cache 100000 2000000', 'cache 100 2000',
         {'lua54': 'seq.lua cache 100000 2000000', 'luajit': 'seq.lua cache 100000 2000000', 'go': 'cache 100000 2000000'}),
    Line('peak_tail', 'memory after a peak of 400,000 records, the last twentieth kept', COMPUTING, 'peak tail 400 12', 'peak tail 2 0',
         {'lua54': 'seq.lua peak tail 400', 'luajit': 'seq.lua peak tail 400', 'go': 'peak tail 400 12'}, unit='B', field='rss_bytes'),
    Line('peak_spread', 'the same, every twentieth kept', COMPUTING, 'peak spread 400 12', 'peak spread 2 0',
         {'lua54': 'seq.lua peak spread 400', 'luajit': 'seq.lua peak spread 400', 'go': 'peak spread 400 12'}, unit='B', field='rss_bytes'),
]

# The programs of "Are We Fast Yet", with their published results. Sizes make Lua take about half a second.
for _name, _full, _small in [
        ('bounce', 600, 2), ('list', 600, 2), ('permute', 500, 2), ('queens', 400, 2), ('sieve', 1200, 2), ('storage', 300, 2), ('towers', 300, 2),
        ('nbody', 250_000, 1), ('mandelbrot', 500, 1), ('json', 30, 1), ('richards', 15, 1), ('deltablue', 6000, 20), ('cd', 100, 2),
        ('havlak', 15, 1)]:
    PLAN.append(Line('awfy_' + _name, _name, AWFY, f'awfy_{_name} {_full}', f'awfy_{_name} {_small}',
                     same(f'awfy.lua {_name} {_full}', 'lua54', 'ljoff', 'luajit'), '1.0 lua54', '0.6 lua54', unit='s'))

# Small things, by their names alone: to see what a change of the interpreter or the library does to them.
for _name, _title, _full in [
        ('given_str', '`given` of 20 strings', 4_000_000), ('given_int', '`given` of 20 integers', 4_000_000),
        ('given_tag', '`given` of 20 tagged arrays', 4_000_000), ('mixed', 'a method of four classes', 4_000_000),
        ('new_named', '`.new` with named arguments', 1_000_000), ('each', '`each` with a closure, element', 10_000_000),
        ('map', '`map` with a closure, element', 10_000_000), ('closure', 'a closure made and called', 4_000_000),
        ('array_get', 'element of an array', 20_000_000), ('map_get', 'entry of a map by a string', 4_000_000),
        ('map_num', 'entry of a map by an integer', 20_000_000), ('map_count', 'counting words in a map', 4_000_000)]:
    PLAN.append(Line('micro_' + _name, _title, MICRO, f'micro {_name} {_full}', f'micro {_name} 2000',
                     same(f'micro.lua {_name} {_full}', 'lua54'), unit='s', extra=True))

# The Savina programs, checked against results computed without maatines (bench/ref). There are no peers: they show trends.
for _name, _title, _full, _small in [
        ('savina_count', 'counting actor, message', '500000', '500'),
        ('savina_fjcreate', 'fork-join, creation', '100000', '500'),
        ('savina_fjthroughput', 'fork-join, throughput', '60 10000', '10 100'),
        ('savina_big', 'big, pings', '120 5000', '20 50'),
        ('savina_fib', 'fib, actors', '21', '10'),
        ('savina_concdict', 'concurrent dictionary', '20 5000', '4 100'),
        ('savina_concsll', 'concurrent sorted list', '20 400', '4 50'),
        ('savina_banking', 'bank transactions', '1000 20000', '20 200'),
        ('savina_logmap', 'logistic map series', '10 10000', '4 50'),
        ('savina_radixsort', 'radix sort', '20000', '200'),
        ('savina_quicksort', 'recursive quicksort', '200000', '1000'),
        ('savina_sieve', 'sieve of Eratosthenes', '30000', '2000'),
        ('savina_trapezoid', 'trapezoidal rule', '500000 100', '5000 10'),
        ('savina_apsp', 'all pairs shortest paths', '200', '20'),
        ('savina_nqueens', 'n-queens, first solutions', '10 4', '6 2'),
        ('savina_cigsmok', 'cigarette smokers', '200 5000', '10 50')]:
    PLAN.append(Line(_name, _title, SAVINA, f'{_name} {_full}', f'{_name} {_small}', unit='s'))

KB = [1, 10, 100, 1000, 10_000, 100_000]


def moves(kind, title, rule='flat 2', times=20):
    """Time to hand over a message against its size, for one kind of move, or for the copy."""
    return Curve('moves_' + kind, title, f'grow_moves {kind} {{x}} {times}', KB, [1, 10], 'KB', 'ns', rule, small_maat=f'grow_moves {kind} {{x}} 3')


CURVES = [
    Curve('grow_maatines', 'Time per message by the number of maatines', 'grow_maatines {x} 1000000', [10, 1000, 100_000, 1_000_000],
          [10, 1000], 'maatines', 'ns a message', 'flat 2', small_maat='grow_maatines {x} 2000'),
    Curve('grow_size', 'Time to send a moved message by its size', 'grow_size {x} 20', [1, 10, 100, 1000, 10_000, 100_000], [1, 10],
          'KB', 'ns a send', 'flat 2', small_maat='grow_size {x} 3'),
    moves('forward', 'Time to pass on a message by its size'),
    moves('built', 'Time to send what a function has built by its size'),
    moves('filled', 'Time to send an Array that was filled in a loop by its size', 'below 1000000'),
    moves('flat', 'Time to send Bytes by their size'),
    moves('last', 'Time from the end of a task until its value is there by its size', 'below 1000000'),
    moves('frozen', 'Time to send a frozen Array by its size'),
    moves('copy', 'Time to send a message that is copied by its size', 'below 1000000000', 5),
    Curve('grow_backlog', 'Time of a call by the messages waiting', 'grow_backlog {x} 100000', [0, 1000, 100_000, 1_000_000], [0, 1000],
          'messages waiting', 'ns a call', 'flat 2', small_maat='grow_backlog {x} 200'),
    Curve('grow_heap', 'Longest pause by the live heap', 'pause {x}', [1, 10, 100, 400, 1000], [1, 5], 'MB live', 'ns', 'flat 2 from 10',
          field='pause_ns'),
    Curve('grow_trees', 'Time for each node of binary trees by their depth', 'seq_bintrees {x}', [8, 12, 14, 16, 18], [4, 6], 'depth', 'ns a node',
          'flat 2'),
    Curve('grow_map', 'Time to change a large map by its size', 'grow_map {x} 2000000', [1000, 10_000, 100_000, 1_000_000], [10, 100], 'entries',
          'ns a change', 'flat 10', small_maat='grow_map {x} 2000'),
    Curve('grow_cache', 'Time of an operation of a cache with expiry by its size', 'cache {x} 3000000', [1000, 10_000, 100_000, 1_000_000], [10, 100],
          'entries', 'ns an operation', 'flat 10', small_maat='cache {x} 2000'),
    Curve('grow_peak', 'Memory after a peak, for each byte that stays, by the peak', 'peak spread {x} 12', [100, 400, 1000], [2], 'MB of records',
          'B', 'below 5', unit='B', field='rss_of_kept', small_maat='peak spread {x} 0'),
    Curve('grow_list', '`Ma.list` by the number of maatines', 'grow_list list {x}', [100, 10_000, 100_000, 1_000_000], [100, 1000],
          'maatines', 'ns each', 'below 100'),
    Curve('grow_info', '`Ma.info` of each by the number of maatines', 'grow_list info {x}', [100, 10_000, 100_000, 1_000_000], [100, 1000],
          'maatines', 'ns each', 'below 100'),
    Curve('cores_skynet', 'skynet on 1 and 2 cores', 'skynet 1000000', [1, 2], [1, 2], 'schedulers', 's', 'speedup 1.7', unit='s',
          flags='--schedulers {x}', small_maat='skynet 1000'),
    Curve('cores_nqueens', 'n-queens with a pool of workers on 1 and 2 cores', 'savina_nqueens 12 4', [1, 2], [1, 2], 'schedulers', 's',
          'speedup 1.7', unit='s', flags='--schedulers {x}', small_maat='savina_nqueens 6 2'),
    Curve('cores_fanin', 'fan-in on 1 and 2 cores', 'fanin 100 20000', [1, 2], [1, 2], 'schedulers', 's', 'speedup 1.7', unit='s',
          flags='--schedulers {x}', small_maat='fanin 5 100'),
]
