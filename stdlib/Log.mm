// A log: levels, fields, several outputs.
//
//     use Log
//     Log.info('user logged in', user => 'ann', from => '10.0.0.7')
//     // 2026-01-31T12:00:00.123Z info  user logged in user=ann from=10.0.0.7
//     Log.level('debug')
//     Log.debug({ expensive_text() })                          // called only if debug is logged
//     Log.to_file('app.log', max_bytes => 10_000_000, keep => 5, format => 'json')
//     Log.within({request => 7}) { Log.warn('slow') }          // with request=7
//
// A maatine writes, so that no caller waits for a disk. Its mailbox is bounded: under overload the newest messages are dropped,
// and how many is logged; a flood never grows the memory nor stops the program. All that was accepted is written at the
// end of the program.
use File
use Json

const levels :im = {debug => 0, info => 1, warn => 2, error => 3, off => 4}
const mailbox = 10_000   // messages that may wait
const batch_most = 500   // messages written at once

tasklocal let context = {}

fn level_of(name) {
    let n = levels{name}
    die ArgumentError.new(message => "unknown level {name.dump}") if n === nil
    n
}

// ---- form ----

fn field_text(v) {
    let s = "{v}"
    s.has(' ') || s.has('"') || s.has('=') || s == '' ? s.dump : s
}

// An entry is [level, time, text, fields, label].
fn as_text(e) {
    let fields = e[3].map {|k, v| " {k}={field_text(v)}" }
    "{Time.iso(e[1], 3)} {e[0].pad(5)} {e[2]}{fields.join('')}\n"
}

fn plain(v) { v isa Num || v isa Bool || v === nil ? v : "{v}" }

fn as_json(e) {
    let m = {time => Time.iso(e[1], 3), level => e[0], message => e[2], by => e[4]}
    for e[3] -> k, v { m{k} = plain(v) }
    "{Json::dump(m)}\n"
}

// ---- outputs ----

class Output {
    field min :ro
    field json :ro

    meth put(batch) {
        let lines = []
        for batch -> e { lines.push(json ? as_json(e) : as_text(e)) if levels{e[0]} >= min }
        self.write(lines.join('')) if lines.len > 0
    }
    meth write(text) { ... }
    meth finish { nil }
}

class ErrOutput :is Output {
    meth write(text) { Native.warn(text.substr(0, text.len - 1)) }
}

class FunctionOutput :is Output {
    field f :ro
    meth put(batch) { for batch -> e { f({level => e[0], time => e[1], text => e[2], fields => e[3], by => e[4]}) if levels{e[0]} >= min } }
    meth write(text) { nil }
}

class FileOutput :is Output {
    field path :ro
    field max_bytes :ro
    field keep :ro
    field handle :rw = nil
    field size :rw = 0

    meth opened {
        return handle if handle !== nil
        handle = File.open(path, 'a')
        size = handle.seek(0, 'end')
        handle
    }
    // path.1 is the newest of the old ones.
    meth rotate {
        self.finish()
        if keep == 0 { File.delete(path) }
        else {
            File.delete("{path}.{keep}") if File.exists("{path}.{keep}")
            for (1..^keep).rev -> i { File.rename("{path}.{i}", "{path}.{i + 1}") if File.exists("{path}.{i}") }
            File.rename(path, "{path}.1")
        }
    }
    // As many lines at once as the file has room for.
    meth put(batch) {
        let lines = []
        let n = 0
        self.opened()
        for batch -> e {
            next if levels{e[0]} < min
            let line = json ? as_json(e) : as_text(e)
            let k = line.bytes.len
            if size + n + k > max_bytes and size + n > 0 {
                self.write_all(lines, n)
                self.rotate()
                self.opened()
                lines = []
                n = 0
            }
            lines.push(line)
            n += k
        }
        self.write_all(lines, n)
    }
    meth write_all(lines, n) {
        handle.write(lines.join('')) if n > 0
        size += n
    }
    meth write(text) { nil }
    meth finish {
        handle.close() if handle !== nil
        handle = nil
    }
}

// ---- the writer ----

class Writer {
    field outputs :rw = {}
    field drops :rw = 0

    meth init { outputs{'stderr'} = ErrOutput.new(min => 0, json => false) }

    // An output that fails is taken off: the rest goes on.
    meth write(batch) {
        let now = Ma.info(Ma.self, 'drops')
        if now > drops {
            batch.push(['warn', Time.now, 'log messages dropped', {count => now - drops}, 'Log'])
            drops = now
        }
        for outputs.pairs -> o {
            try { o[1].put(batch) }
            catch e {
                outputs.del(o[0])
                Native.warn("log output {o[0]} failed and is closed: {e.message}")
            }
        }
    }

    meth ask(op, x) {
        given op {
            when 'add' { outputs{x[0]} = x[1] }
            when 'remove' {
                let o = outputs.del(x)
                o.finish() if o !== nil
            }
        }
        nil
    }

    // What waits is gathered, so that a file is written once for many messages.
    meth gather(batch) {
        while batch.len < batch_most {
            return nil unless receive { when ['log', e] { batch.push(e); true } } after 0 { false }
        }
    }

    meth serve {
        loop {
            let batch = []
            let over = receive {
                when ['log', e] { batch.push(e); false }
                when ['call', From -> from, ['$log', op, x]] {
                    try { self.ask(op, x); reply(from, nil) } catch e { reply(from, e) }
                    false
                }
                when ['EXIT', _, 'shutdown'] { true }
                when _ { false }
            }
            if batch.len > 0 {
                self.gather(batch)
                self.write(batch)
            }
            if over {
                for outputs.values -> o { o.finish() }
                exit_ma('shutdown')
            }
        }
    }
}

fn run {
    Ma.trap_exits(true)
    Native.supervise() // told at the end of the program, after those that started later
    Ma.flag('mailbox', mailbox)
    Ma.flag('overflow', 'drop_new')
    Writer.new.serve()
}

const writer = detach run()

// Under overload a request may be dropped like a message: it is made again.
fn request(op, x) {
    let end = Time.mono + 30
    loop {
        try {
            let e = Ma.call(writer, ['$log', op, x], timeout => 1)
            die e if e isa Error
            return nil
        }
        catch TimeoutError -> e { die e if Time.mono > end }
    }
}

request('started', nil) // from now on the end of the program waits for it

fn put(level, text, fields) {
    return nil if levels{level} < Native.log_level()
    text = text() if text isa Fn
    fields = context.merge(fields) if context.len > 0
    writer <- ['log', [level, Time.now, "{text}", fields, Ma.self.label]]
    nil
}

export class Log {
    // The text (or a function that gives it) with fields. What is said below the level is dropped.
    state meth debug(text, **fields) { put('debug', text, fields) }
    state meth info(text, **fields) { put('info', text, fields) }
    state meth warn(text, **fields) { put('warn', text, fields) }
    state meth error(text, **fields) { put('error', text, fields) }

    // Sets what is logged at all: 'debug', 'info' (the default), 'warn', 'error' or 'off'. Gives the level without an argument.
    state meth level(name = nil) {
        levels.keys[name === nil ? Native.log_level() : Native.log_level(level_of(name))]
    }
    // Fields for all that f says, and those that it starts.
    state meth within(fields, f) {
        let was = context
        context = context.merge(fields)
        defer { context = was }
        f()
    }
    // Writes to a file, too; when it is larger than max_bytes it becomes path.1, and so on up to path.KEEP. format: 'text' or 'json'.
    state meth to_file(path, max_bytes = 10_000_000, keep = 5, level = 'debug', format = 'text') {
        request('add', [path, FileOutput.new(path => path, max_bytes => max_bytes, keep => keep, min => level_of(level),
            json => format == 'json')])
    }
    // Calls f, in the log's maatine, with {level time text fields by} of each message.
    state meth to(name, f, level = 'debug') { request('add', [name, FunctionOutput.new(f => f, min => level_of(level), json => false)]) }
    // Standard error as text or json, from a level on.
    state meth to_stderr(level = 'debug', format = 'text') {
        request('add', ['stderr', ErrOutput.new(min => level_of(level), json => format == 'json')])
    }
    // Takes an output off: 'stderr', the path of a file, the name of a function.
    state meth remove(name) { request('remove', name) }
    // Returns when all that was said before is written.
    state meth flush { request('flush', nil) }
}
