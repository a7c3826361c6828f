// A key-value server that speaks the protocol of Redis (RESP2): `maat run examples/kv.mm PORT`, then redis-cli -p PORT.
//
//   PING ECHO GET SET (EX PX NX XX) DEL EXISTS INCR DECR INCRBY DECRBY APPEND MGET MSET EXPIRE TTL KEYS DBSIZE FLUSHDB INFO
//   COMMAND QUIT, and DEBUG SEGFAULT, which kills the owner of the table
//
// The table belongs to one server under a supervisor; each connection has a maatine of its own, which reads commands, asks the
// table and queues the answers. When the table's owner dies the supervisor starts a new one with an empty table, and the
// connections ask again: none of them is lost.
use Net::Tcp (Tcp)
use Server
use Supervisor

const max_args = 1024 * 1024
const max_bulk = 64 * 1024 * 1024
const max_inline = 65536
const int_max = 2 ** 63 - 1

// ---------------------------------------------------------------------------------------------------
// The table: texts (Str; Bytes for what is not UTF-8) and integers (Num) by key, and when keys end.

class Table :is Server {
    field data :rw = {}
    field ends :rw = {} // key => Time.mono

    meth init { Ma.send_every(1, Ma.self, 'sweep') }

    // A key that has ended is gone when somebody looks.
    meth expire_key(k) {
        let t = ends{k}
        if t !== nil and t <= Time.mono {
            ends.del(k)
            data.del(k)
        }
    }

    meth look(k) {
        self.expire_key(k) if ends.len > 0
        data{k}
    }

    meth handle_call(msg, from) {
        given msg {
            when ['get', k] { self.look(k) }
            when ['set', k, v] { ends.del(k) if ends.len > 0; data{k} = v; true }
            when ['set', k, v, secs, only] { self.set(k, v, secs, only) }
            when ['add', k, n] { self.add(k, n) }
            when ['append', k, v] { self.append(k, v) }
            when ['mget', ks] { ks.map {|k| self.look(k) } }
            when ['mset', kvs] { for kvs -> k, v { ends.del(k); data{k} = v }; true }
            when ['del', ks] { ks.grep({|k| self.del(k) }).len }
            when ['exists', ks] { ks.grep({|k| self.look(k) !== nil }).len }
            when ['expire', k, secs] { self.expire(k, secs) }
            when ['ttl', k] { self.ttl(k) }
            when 'keys' { self.sweep(); data.keys }
            when 'size' { self.sweep(); data.len }
            when 'flush' { data.clear; ends.clear; true }
        }
    }

    meth handle_info(msg) { self.sweep() if msg == 'sweep' }
    meth handle_cast(msg) { die 'the table was told to break' if msg == 'break' }

    meth sweep {
        let now = Time.mono
        for ends -> k, t {
            if t <= now { ends.del(k); data.del(k) }
        }
    }

    meth set(k, v, secs, only) {
        let have = self.look(k) !== nil
        return false if only == 'NX' && have || only == 'XX' && !have
        data{k} = v
        if secs === nil { ends.del(k) } else { ends{k} = Time.mono + secs }
        true
    }

    // The new number, or nil if the value is none.
    meth add(k, n) {
        let v = self.look(k)
        let old = v === nil ? 0 : whole(v)
        return nil if old === nil
        let sum = old + n
        return false if sum > int_max || sum < -int_max - 1
        data{k} = sum
    }

    meth append(k, v) {
        let old = self.look(k)
        let new = old === nil ? v : join(text(old), v)
        data{k} = new
        bytes_in(new)
    }

    meth del(k) {
        let had = self.look(k) !== nil
        data.del(k)
        ends.del(k)
        had
    }

    meth expire(k, secs) {
        return 0 if self.look(k) === nil
        ends{k} = Time.mono + secs
        self.expire_key(k)
        1
    }

    meth ttl(k) {
        return -2 if self.look(k) === nil
        ends{k} === nil ? -1 : (ends{k} - Time.mono).round
    }
}

fn text(v) { v isa Num ? "{v}" : v }
fn bytes_in(v) { v isa Bytes ? v.len : text(v).bytes.len }
fn join(a, b) { a isa Str && b isa Str ? a + b : as_bytes(a) + as_bytes(b) }
fn as_bytes(v) { v isa Bytes ? v : v.bytes }

// The integer of 64 bits that a value is, or nil.
fn whole(v) {
    return v if v isa Num
    return nil unless v isa Str and v =~ /^-?(0|[1-9][0-9]{0,18})$/
    let n = v.num
    n if n <= int_max && n >= -int_max - 1
}

// Asks the table; while a new owner is being started, asks again.
fn ask(msg) {
    let until_then = Time.mono + 30
    loop {
        try { return Ma.call('table', msg, timeout => 30) }
        catch e { die e unless (e isa ExitError or e isa ArgumentError) and Time.mono < until_then }
        sleep 0.005
    }
}

// ---------------------------------------------------------------------------------------------------
// Answers, as pieces to be written.

const ok = "+OK\r\n"
const null = "$-1\r\n"

fn err(text) { "-ERR {text}\r\n" }
fn int(n) { ":{n}\r\n" }
fn bulk(v) {
    return null if v === nil
    return ["${v.len}\r\n", v, "\r\n"] if v isa Bytes
    let s = text(v)
    "${s.bytes.len}\r\n{s}\r\n"
}
fn array(vs) {
    let parts = ["*{vs.len}\r\n"]
    for vs -> v {
        let b = bulk(v)
        if b isa Array { parts.append(b) } else { parts.push(b) }
    }
    parts
}
const not_int = "-ERR value is not an integer or out of range\r\n"
const syntax = "-ERR syntax error\r\n"

// ---------------------------------------------------------------------------------------------------
// Keys are Strs; what is not UTF-8 has a form that no other key has.

const raw = "\0bytes:"

fn key(v) { v isa Bytes || v.starts(raw) ? "{raw}{as_bytes(v).hex}" : v }
fn key_text(k) { k.starts(raw) ? from_hex(k.substr(raw.len, k.len)) : k }
fn from_hex(s) {
    let b = Bytes.new(s.len.div(2))
    for ^b.len -> i { b[i] = "0x{s.substr(2 * i, 2)}".num }
    b
}

// ---------------------------------------------------------------------------------------------------
// Commands: how many words (negative: at least), and a function of the words that gives the answer.

fn set(a) {
    return ask(['set', key(a[1]), a[2]]) ? ok : null if a.len == 3
    let secs = nil
    let only = nil
    let i = 3
    while i < a.len {
        let word = a[i] isa Str ? a[i].uc : ''
        if word == 'NX' || word == 'XX' {
            return syntax if only !== nil
            only = word
        }
        elsif (word == 'EX' || word == 'PX') && i + 1 < a.len && secs === nil {
            i++
            let n = whole(a[i])
            return not_int if n === nil
            return err("invalid expire time in 'set' command") if n <= 0
            secs = word == 'EX' ? n : n / 1000
        }
        else { return syntax }
        i++
    }
    ask(['set', key(a[1]), a[2], secs, only]) ? ok : null
}

fn add(k, n) {
    return not_int if n === nil
    let r = ask(['add', key(k), n])
    return not_int if r === nil
    r === false ? err('increment or decrement would overflow') : int(r)
}

fn mset(a) {
    return err("wrong number of arguments for 'mset' command") if a.len % 2 == 0
    let kvs = []
    for a.skip(1) -> k, v { kvs.push(key(k)); kvs.push(v) }
    ask(['mset', kvs])
    ok
}

fn expire(a) {
    let n = whole(a[2])
    return not_int if n === nil
    int(ask(['expire', key(a[1]), n]))
}

// `h?llo*`, `[a-c]`, `\` before what stands for itself.
fn glob(pattern) {
    let re = '^'
    let cs = pattern.chars
    let i = 0
    while i < cs.len {
        let c = cs[i]
        if c == '*' { re += '.*' }
        elsif c == '?' { re += '.' }
        elsif c == '[' {
            let end = i + 1
            while end < cs.len && cs[end] != ']' { end++ }
            let inner = cs[i + 1..^end].join('').gsub(/[\\\[]/, {|m| "\\{m[0]}" })
            re += "[{inner}]"
            i = end
        }
        else {
            if c == '\\' && i + 1 < cs.len { i++; c = cs[i] }
            re += c =~ /\w/ ? c : "\\{c}"
        }
        i++
    }
    Regex.new("{re}$", 's')
}

fn keys(pattern) {
    let all = ask('keys')
    return array(all.map {|k| key_text(k) }) if pattern == '*'
    let re = nil
    try { re = glob(text(pattern)) } catch ParseError { return array([]) }
    array(all.grep({|k| k =~ re }).map({|k| key_text(k) }))
}

fn info {
    let lines = ['# Server', 'redis_version:7.0.0', 'redis_mode:standalone', "process_id:{Ma.self.id}",
        '# Stats', "maatines:{Ma.count}", '# Keyspace', "db0:keys={ask('size')}"]
    bulk(lines.map({|l| "{l}\r\n" }).join(''))
}

fn debug(a) {
    return err("unknown subcommand '{a[1]}'") unless text(a[1]).uc == 'SEGFAULT'
    let p = Ma.whereis('table')
    Ma.exit(p, 'kill') if p !== nil
    ok
}

const commands :im = {
    PING => [-1, {|a| a.len > 1 ? bulk(a[1]) : "+PONG\r\n" }],
    ECHO => [2, {|a| bulk(a[1]) }],
    GET => [2, {|a| bulk(ask(['get', key(a[1])])) }],
    SET => [-3, set],
    DEL => [-2, {|a| int(ask(['del', a.skip(1).map(key)])) }],
    EXISTS => [-2, {|a| int(ask(['exists', a.skip(1).map(key)])) }],
    INCR => [2, {|a| add(a[1], 1) }],
    DECR => [2, {|a| add(a[1], -1) }],
    INCRBY => [3, {|a| add(a[1], whole(a[2])) }],
    DECRBY => [3, {|a| let n = whole(a[2]); add(a[1], n === nil ? nil : -n) }],
    APPEND => [3, {|a| int(ask(['append', key(a[1]), a[2]])) }],
    MGET => [-2, {|a| array(ask(['mget', a.skip(1).map(key)])) }],
    MSET => [-3, mset],
    EXPIRE => [3, expire],
    TTL => [2, {|a| int(ask(['ttl', key(a[1])])) }],
    KEYS => [2, {|a| keys(a[1]) }],
    DBSIZE => [1, {|a| int(ask('size')) }],
    FLUSHDB => [-1, {|a| ask('flush'); ok }],
    FLUSHALL => [-1, {|a| ask('flush'); ok }],
    INFO => [-1, {|a| info() }],
    COMMAND => [-1, {|a| "*0\r\n" }],
    CONFIG => [-2, {|a| a.len == 3 ? array([a[2], '']) : "*0\r\n" }],
    SELECT => [2, {|a| whole(a[1]) == 0 ? ok : err('DB index is out of range') }],
    DEBUG => [-2, debug],
}

fn unknown(a) {
    let rest = a.skip(1).map({|w| "'{text(w)}' " }).join('')
    err("unknown command '{text(a[0])}', with args beginning with: {rest}".gsub(/[\r\n]/, ' ').substr(0, 300))
}

fn run(a) {
    let name = a[0] isa Str ? a[0].uc : ''
    let c = commands{name}
    return unknown(a) if c === nil
    let n = c[0]
    return err("wrong number of arguments for '{name.lc}' command") if n >= 0 ? a.len != n : a.len < -n
    c[1](a)
}

// ---------------------------------------------------------------------------------------------------
// A connection.

fn protocol(text) { die Error.new(message => "Protocol error: {text}") }

// A length behind the first character of a line.
fn length(line, most, what) {
    let n = line.len <= 20 ? line.substr(1, 20).num : nil
    protocol("invalid {what} length") unless n isa Num and n.is_int and n >= -1 and n <= most
    n
}

// The words of the next command; nil at the end of the stream.
fn read_command(sock) {
    let line = sock.read_line(max_inline)
    return nil if line === nil
    return line.words unless line.starts('*')
    let n = length(line, max_args, 'multibulk')
    let words = []
    let size = 0
    while words.len < n {
        let head = sock.read_line(max_inline)
        return nil if head === nil
        protocol("expected '$', got '{head.substr(0, 1)}'") unless head.starts('$')
        let k = length(head, max_bulk, 'bulk')
        protocol('invalid bulk length') if k < 0
        size += k
        protocol('the command is too large') if size > 2 * max_bulk
        let word = sock.read_text(k, 2)
        return nil if word === nil
        words.push(word)
    }
    words
}

fn talk(sock) {
    loop {
        let words = read_command(sock)
        return nil if words === nil
        next if words.len == 0
        if words[0] isa Str && words[0].uc == 'QUIT' {
            sock.write(ok)
            return nil
        }
        sock.queue(run(words))
    }
}

fn connection(sock) {
    try { talk(sock) }
    catch IOError { } // it has gone, or sends what is no text: closed
    catch e {
        try { sock.write(err(e.message)) } catch IOError { }
    }
    sock.close
}

// ---------------------------------------------------------------------------------------------------

let port = ARGV.len > 0 ? ARGV[0].num : 6379
Supervisor.start_link([{id => 'table', start => {|| Table.start_link(name => 'table') }}], max_restarts => 1000, within => 10)
let listener = Tcp.listen('127.0.0.1', port)
say "ready on {listener.local_address}"
listener.serve(connection)
