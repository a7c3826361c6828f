// Supervisors: maatines that start others, and start them again when they end.
//
//     use Supervisor
//     fn worker(n) { loop { receive { when 'crash' { die 'crash' } when x { say n, ' got ', x } } } }
//     let s = Supervisor.start_link([
//         {id => 'a', run => worker, args => ['a']},
//         {id => 'b', run => worker, args => ['b'], restart => 'transient', backoff => [0.1, 10]},
//     ], max_restarts => 5, within => 10)
//     say Supervisor.count(s)      // {specs => 2, active => 2}
//     Supervisor.stop(s)           // stops b, then a
//
// The supervisor keeps its children in two maps: by id (in order of start: a Map keeps it) and by maatine; so a
// restart costs the same whatever the number of children. Waiting before a restart, and the next try after a start that failed,
// are messages to itself: it serves others meanwhile.

const strategies = ['one_for_one', 'one_for_all', 'rest_for_one']
const restarts = ['permanent', 'transient', 'temporary']
const keys = ['id', 'run', 'start', 'args', 'restart', 'shutdown', 'type', 'name', 'backoff']

fn bad(text) { die ArgumentError.new(message => text) }

fn check_one_of(what, v, list) {
    bad("{what} must be one of {list.join(' ')}, not {v.dump}") unless v in list
}

fn check_seconds(what, v) {
    bad("{what} must be a number of seconds, not {v.dump}") unless v isa Num and v >= 0
}

fn check_limits(max_restarts, within) {
    bad("max_restarts must be a number, not {max_restarts.dump}") unless max_restarts isa Num and max_restarts >= 0
    check_seconds('within', within)
}

// One child: what its Map says, and its state in the supervisor.
export class Child {
    field id :ro
    field f :ro             // the function of `run` or `start`
    field spawns :ro        // true: `run`
    field args :ro
    field restart :ro
    field shutdown :ro      // seconds or 'kill'
    field type :ro
    field name :ro
    field first :ro         // backoff: seconds of the first wait; nil: none
    field most :ro          // and of the longest
    field jitter :ro        // waits are drawn between half of it and the whole
    field proc :rw = nil    // its Ma; nil: it does not run
    field wait :rw = nil    // seconds of the last wait
    field since :rw = 0     // when it was started (Time.mono)
    field timer :rw = nil   // of a restart to come
    field turn :rw = 0      // counts what makes such a timer void

    // Starts it; called in the supervisor.
    meth start {
        turn++
        if timer !== nil { Ma.cancel_timer(timer); timer = nil }
        let p = nil
        if spawns { p = Ma.spawn(f, args => args, link => true, name => name, label => id.str) }
        else {
            p = f(args.clone*)
            die TypeError.new(message => "the start of child {id.dump} gave {p.dump}, not a Ma") unless p isa Ma
            if name !== nil {
                try { Ma.register(name, p) }
                catch e {
                    stop_ma(p, shutdown)
                    die e
                }
            }
        }
        since = Time.mono if first !== nil
        proc = p
    }

    // Seconds to wait before the next restart; nil: none.
    meth next_wait {
        return nil if first === nil
        wait = wait === nil || Time.mono - since >= most ? first : [wait * 2, most].min
        since = Time.mono
        jitter ? wait / 2 + Rand.num * wait / 2 : wait
    }

    meth wants_restart(why) {
        return restart == 'permanent' if restart != 'transient'
        why != 'normal' and why != 'shutdown'
    }

    // Takes back a restart to come.
    meth cancel {
        turn++
        if timer !== nil { Ma.cancel_timer(timer); timer = nil }
    }

    meth show { {id => id, ma => proc, restart => restart, type => type} }
}

fn backoff_of(id, b) {
    return {first => nil, most => nil, jitter => false} if b === nil
    if b isa Array { b = {first => b[0], most => b.len == 2 ? b[1] : nil} }
    bad("backoff of child {id.dump} must be [first, most]") unless b isa Map
    for b.keys -> k { bad("unknown key {k.dump} in the backoff of child {id.dump}") unless k in ['first', 'most', 'jitter'] }
    check_seconds("backoff of child {id.dump}: first", b<first>)
    check_seconds("backoff of child {id.dump}: most", b<most>)
    bad("backoff of child {id.dump}: first is more than most") if b<first> > b<most>
    {first => b<first>, most => b<most>, jitter => b<jitter> ? true : false}
}

// Makes a Child of its Map. `id` may be missing for a dynamic supervisor's children.
export fn child_of(spec, default_id = nil) {
    bad("a child must be a Map, not {spec.dump}") unless spec isa Map
    for spec.keys -> k { bad("unknown key {k.dump} in a child") unless k in keys }
    let id = spec.get('id', default_id)
    bad('a child needs an id') if id === nil
    bad("child {id.dump} needs one of run and start") if defined(spec<run>) == defined(spec<start>)
    let f = spec<run> \\ spec<start>
    bad("{defined(spec<run>) ? 'run' : 'start'} of child {id.dump} must be a function, not {f.dump}") unless f isa Fn
    let args = spec.get('args', [])
    bad("args of child {id.dump} must be an Array, not {args.dump}") unless args isa Array
    let restart = spec.get('restart', 'permanent')
    check_one_of("restart of child {id.dump}", restart, restarts)
    let shutdown = spec.get('shutdown', 5)
    check_seconds("shutdown of child {id.dump}", shutdown) unless shutdown == 'kill'
    let type = spec.get('type', 'worker')
    check_one_of("type of child {id.dump}", type, ['worker', 'supervisor'])
    let name = spec<name>
    bad("name of child {id.dump} must be a Str, not {name.dump}") unless name === nil or name isa Str
    let b = backoff_of(id, spec<backoff>)
    Child.new(id => id, f => f, spawns => defined(spec<run>), args => args, restart => restart, shutdown => shutdown,
        type => type, name => name, first => b<first>, most => b<most>, jitter => b<jitter>)
}

// Ids must be usable as keys, and differ.
fn children_of(specs) {
    bad("the children must be an Array, not {specs.dump}") unless specs isa Array
    let seen = {}
    for specs -> spec {
        let c = child_of(spec)
        check_id(c.id)
        bad("there are two children {c.id.dump}") if seen.has(c.id)
        seen{c.id} = c
    }
    seen.values
}

export fn check_id(id) {
    try { let m = {}; m{id} = true }
    catch TypeError { bad("the id of a child must be immutable, not {id.dump}") }
}

// How many restarts there were lately.
export class Intensity {
    field most :ro
    field within :ro
    field times :ro = []

    // Counts one more; true: that is too many.
    meth exceeded {
        let now = Time.mono
        times.push(now)
        while times.len > 0 and now - times[0] > within { times.shift }
        times.len > most
    }
}

// Stops a maatine: 'shutdown', and 'kill' once `secs` are over. Waits for its end, of which there is no notice any more then.
export fn stop_ma(p, secs) {
    Ma.exit(p, secs == 'kill' ? 'kill' : 'shutdown')
    try { p.join(timeout => secs == 'kill' ? Inf : secs) }
    catch TimeoutError {
        Ma.exit(p, 'kill')
        p.join
    }
    receive { when ['EXIT', (p), _] { } } after 0 { }
}

// The state of a supervisor, in its own maatine.
class Tree {
    field strategy :ro
    field intensity :ro
    field parent :ro     // whose end ends it, or nil
    field by_id :rw = {} // id => Child, in order of start
    field by_ma :rw = {} // Ma => Child

    meth begin(c) {
        c.start()
        by_ma{c.proc} = c
    }

    meth halt(c) {
        c.cancel()
        if c.proc !== nil {
            by_ma.del(c.proc)
            stop_ma(c.proc, c.shutdown)
            c.proc = nil
        }
    }

    meth start_all(children) {
        for children -> c {
            by_id{c.id} = c
            self.begin(c)
        }
    }

    meth stop_all {
        for by_id.values.rev -> c { self.halt(c) }
    }

    // A child has ended by itself.
    meth ended(p, why) {
        let c = by_ma.del(p)
        return nil if c === nil
        c.proc = nil
        if c.restart == 'temporary' { by_id.del(c.id) }
        elsif c.wants_restart(why) { self.restart(c) }
        nil
    }

    // Those that start again when c does, in order.
    meth group(c) {
        return [c] if strategy == 'one_for_one'
        let all = by_id.values
        return all if strategy == 'one_for_all'
        all.skip(all.index(c))
    }

    // Begins a restart: stops who must be stopped, then starts now or after the wait.
    meth restart(c) {
        return self.give_up() if intensity.exceeded()
        if strategy != 'one_for_one' { for self.group(c).rev -> o { self.halt(o) unless o === c } }
        let secs = c.next_wait()
        if secs === nil { self.start_again(c) }
        else {
            c.cancel()
            c.timer = Ma.send_after(secs, Ma.self, ['$restart', c.id, c.turn])
        }
    }

    meth start_again(c) {
        let at = nil
        try {
            for self.group(c) -> o {
                at = o
                if o !== c and o.restart == 'temporary' { by_id.del(o.id) } else { self.begin(o) if o.proc === nil }
            }
            Native.observe_restart("{c.id}")
        }
        catch e {
            // counts as another restart, tried when the messages that are here have been served
            at.cancel()
            Ma.self <- ['$failed', at.id, at.turn]
        }
    }

    meth due(id, turn) {
        let c = by_id{id}
        c if c !== nil and c.proc === nil and c.turn == turn
    }

    meth give_up {
        self.stop_all()
        exit_ma('shutdown')
    }

    meth leave(why) {
        self.stop_all()
        exit_ma(why) if why != 'normal'
        true
    }

    // ---- requests ----

    meth find(id) {
        let c = by_id{id}
        bad("there is no child {id.dump}") if c === nil
        c
    }

    meth ask(op, x) {
        given op {
            when 'children' { by_id.values.map {|c| c.show() } }
            when 'count' { {specs => by_id.len, active => by_ma.len} }
            when 'start_child' {
                bad("there is a child {x.id.dump} already") if by_id.has(x.id)
                self.begin(x)
                by_id{x.id} = x
                x.proc
            }
            when 'restart_child' {
                let c = self.find(x)
                bad("child {x.dump} is running") if c.proc !== nil
                self.begin(c)
                c.proc
            }
            when 'terminate_child' {
                let c = self.find(x)
                self.halt(c)
                by_id.del(c.id) if c.restart == 'temporary'
                nil
            }
            when 'delete_child' {
                let c = self.find(x)
                bad("child {x.dump} is running") if c.proc !== nil
                c.cancel()
                by_id.del(c.id)
                nil
            }
        }
    }

    meth serve {
        loop {
            receive {
                when ['EXIT', Ma -> p, why] {
                    if by_ma.has(p) { self.ended(p, why) }
                    elsif p == parent { return self.leave(why == 'normal' ? 'shutdown' : why) }
                    elsif why == 'shutdown' { return self.leave('shutdown') }
                }
                when ['call', From -> from, ['$supervisor', op, x]] { reply(from, answer(self, op, x)) }
                when ['$restart', id, turn] { with self.due(id, turn) -> c { self.start_again(c) } }
                when ['$failed', id, turn] { with self.due(id, turn) -> c { self.restart(c) } }
                when ['$stop', why] { return self.leave(why) }
                when _ { }
            }
        }
    }
}

// ['ok', value] or ['error', error].
export fn answer(tree, op, x) {
    try { ['ok', tree.ask(op, x)] } catch e { ['error', e] }
}

// The function of a supervisor's maatine.
fn run(children, strategy, max_restarts, within, starter, linked) {
    Ma.trap_exits(true)
    Native.supervise()
    let tree = Tree.new(strategy => strategy, intensity => Intensity.new(most => max_restarts, within => within),
        parent => linked ? starter : nil)
    try { tree.start_all(children) }
    catch e {
        tree.stop_all()
        Ma.unlink(starter) if linked
        exit_ma(e)
    }
    announce(starter)
    tree.serve()
}

// Tells the starter that all is up. It may be gone already.
export fn announce(starter) {
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

// Starts a supervisor's maatine and waits until it is up; raises what kept it from that.
export fn launch(f, args, linked, name, label) {
    let me = Ma.self
    let p = Ma.spawn(f, args => [args*, me, linked], link => linked, name => name, label => label)
    try { Ma.call(p, ['$start', me], timeout => Inf) }
    catch ExitError -> e { die e.reason isa Error ? e.reason : e }
    catch e {
        // cancelled, or no time left: it ends, with its children, as soon as it is up
        Ma.unlink(p) if linked
        Ma.exit(p, 'shutdown')
        die e
    }
    p
}

fn prepare(children, strategy, max_restarts, within) {
    check_one_of('strategy', strategy, strategies)
    check_limits(max_restarts, within)
    [children_of(children), strategy, max_restarts, within]
}

// A request to a supervisor; raises its errors in the caller.
export fn request(s, op, x) {
    let r = Ma.call(s, ['$supervisor', op, x], timeout => Inf)
    die r[1] if r[0] == 'error'
    r[1]
}

export class Supervisor {
    // Starts the children in order and returns the supervisor's Ma.
    state meth start(children, strategy = 'one_for_one', max_restarts = 3, within = 5, name = nil) {
        launch(run, prepare(children, strategy, max_restarts, within), false, name, 'Supervisor')
    }
    // The same, linked to the caller, whose end ends the supervisor.
    state meth start_link(children, strategy = 'one_for_one', max_restarts = 3, within = 5, name = nil) {
        launch(run, prepare(children, strategy, max_restarts, within), true, name, 'Supervisor')
    }

    // Maps with id, ma, restart and type, in order of start.
    state meth children(s) { request(s, 'children', nil) }
    // {specs => n, active => n}
    state meth count(s) { request(s, 'count', nil) }
    // Starts and adds a child; its Ma.
    state meth start_child(s, spec) {
        let c = child_of(spec)
        check_id(c.id)
        request(s, 'start_child', c)
    }
    // Starts a child again that does not run; its Ma.
    state meth restart_child(s, id) { request(s, 'restart_child', id) }
    // Stops a child and does not start it again.
    state meth terminate_child(s, id) { request(s, 'terminate_child', id) }
    // Forgets a child that does not run.
    state meth delete_child(s, id) { request(s, 'delete_child', id) }
    // Stops the children, last started first, then the supervisor.
    state meth stop(s, why = 'normal', timeout = Inf) {
        let p = s isa Str ? Ma.whereis(s) : s
        bad("there is no supervisor {s.dump}") if p === nil
        p.stop(why, timeout => timeout)
    }
}
