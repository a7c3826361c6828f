// A generic server: a maatine that keeps an instance of a class and handles one message after the other.
//
//     use Server
//     class Counter :is Server {
//         field count :rw = 0
//         meth handle_call(msg, from) { given msg { when 'get' { count } when ['add', n] { count += n } } }
//         meth handle_cast(msg) { count += msg }
//     }
//     let c = Counter.start(count => 5)
//     say c.call(['add', 3])      // 8
//     c.cast(10)
//     c.stop
//
// The loop below is the hot path of most programs: one `receive`, one method call and one answer for a request.

// What a handler returns besides a plain answer; made by Server.noreply, Server.reply and Server.stop_with.
class Result {
    field kind :ro      // 'noreply', 'reply' or 'stop'
    field value :ro     // the answer, or the reason to stop
    field timeout :ro   // seconds until handle_info('timeout'), Inf: none
    field what :ro      // for handle_continue, or the class Result: nothing to go on with
    field last :ro      // answer of a stop; the class Result: none

    meth answer(from) {
        if kind == 'reply' { reply(from, value) }
        elsif kind == 'stop' and last !== Result { reply(from, last) }
    }
}

// The end of a server by its own will.
fn finish(server, why) {
    server.terminate(why)
    exit_ma(why) if why != 'normal'
    nil
}

// Handles messages until the server stops. `parent` is the maatine that owns this one, or nil.
fn serve(server, parent) {
    let limit = Inf
    loop {
        let r = receive {
            when ['call', From -> from, msg] {
                // one whose caller waits no longer (`within`) is dropped; calls made for it end when its caller's time does
                if Native.call_starts(from) {
                    let v = server.handle_call(msg, from)
                    if v isa Result { v.answer(from) } else { reply(from, v) }
                    Native.call_starts(nil)
                    v
                }
            }
            when ['cast', msg] { server.handle_cast(msg) }
            when ['$stop', why] { Result.new(kind => 'stop', value => why, last => Result) }
            when ['EXIT', (parent), why] { Result.new(kind => 'stop', value => why, last => Result) }
            when msg { server.handle_info(msg) }
        } after limit { server.handle_info('timeout') }
        limit = Inf
        while r isa Result {
            return finish(server, r.value) if r.kind == 'stop'
            limit = r.timeout
            break if r.what === Result
            r = server.handle_continue(r.what)
        }
    }
}

// Waits for the starter's request, so that `start` returns when `init` is done. The starter may be gone already.
fn announce(starter) {
    loop {
        receive {
            when ['call', From -> from, ['$start', (starter)]] {
                reply(from, nil)
                return nil
            }
        } after 1 {
            return nil unless starter.is_alive
        }
    }
}

// The function of a server's maatine.
fn run(cls, fields, starter, linked) {
    let server = nil
    try { server = cls.new(fields**) }
    catch e {
        // `start` raises it: neither a crash report nor a signal to the starter
        Ma.unlink(starter) if linked
        exit_ma(e)
    }
    announce(starter)
    try { serve(server, linked ? starter : nil) }
    catch e {
        server.terminate(e)
        die e
    }
}

fn launch(cls, fields, linked) {
    let name = fields.del('name')
    let me = Ma.self
    let p = Ma.spawn(run, args => [cls, fields, me, linked], link => linked, owned => linked, name => name,
        label => cls.str)
    try { Ma.call(p, ['$start', me], timeout => Inf) }
    catch ExitError -> e {
        let why = e.reason == 'noproc' ? p.join : e.reason    // it may have ended before it was asked
        die why isa Error ? why : e
    }
    catch e {
        // cancelled, or no time left: nobody will ever know of it
        Ma.unlink(p) if linked
        Ma.exit(p, 'kill')
        die e
    }
    p
}

export class Server {
    // Starts a server: `.new` with the named arguments runs in a new maatine; returns its Ma when `init` is done, or raises
    // what `.new` raised. `name` registers it.
    state meth start(**fields) { launch(self, fields, false) }
    // The same, linked to the caller, whose end (a normal one, too) ends the server.
    state meth start_link(**fields) { launch(self, fields, true) }

    // No answer now; reply(from, v) answers later. `timeout`: seconds without a message after which handle_info('timeout') is
    // called. `continue`: handle_continue is called with it before the next message.
    state meth noreply(timeout = Inf, continue = Result) {
        Result.new(kind => 'noreply', timeout => timeout, what => continue)
    }
    // Answers v, with the same options.
    state meth reply(v, timeout = Inf, continue = Result) {
        Result.new(kind => 'reply', value => v, timeout => timeout, what => continue)
    }
    // Ends the server with the reason `why`, after answering `reply` if it is given.
    state meth stop_with(why, reply = Result) { Result.new(kind => 'stop', value => why, last => reply) }

    // What a class does not define: other messages are dropped, and nothing happens at the end.
    meth handle_info(msg) { nil }
    meth terminate(why) { nil }
}
