// A supervisor of many similar children that come and go: connections, jobs, visits.
//
//     use DynamicSupervisor
//     fn visit(room, user) { receive { when 'end' { } } }
//     let s = DynamicSupervisor.start_link({run => visit, args => ['lobby'], restart => 'temporary'})
//     let p = DynamicSupervisor.start_child(s, ['ann'])      // visit('lobby', 'ann')
//     DynamicSupervisor.count(s)                             // {specs => 1, active => 1}
//     DynamicSupervisor.terminate_child(s, p)
//     DynamicSupervisor.stop(s)                              // all children at once
//
// One Map says how all children run: the keys of a Supervisor's child but for `id`, `name` and `backoff`. A child is known by its
// Ma, and costs its supervisor one map entry and the arguments it needs to start again. Children have no order: one that
// ends never touches the others, and a stop asks all of them at the same time.
use Supervisor (child_of, Intensity, stop_ma, announce, launch, answer, request)

fn bad(text) { die ArgumentError.new(message => text) }

class Crowd {
    field spec :ro          // a Child that never runs: what they have in common
    field max_children :ro
    field intensity :ro
    field parent :ro
    field kids :rw = {}     // Ma => its own arguments, nil for none: a large map without references costs collections nothing

    meth begin(own) {
        let p = nil
        let args = own === nil ? spec.args : [spec.args*, own*]
        if spec.spawns { p = Ma.spawn(spec.f, args => args, link => true, label => spec.id) }
        else {
            let f = spec.f
            p = f(args.clone*)
            die TypeError.new(message => "the start of a child gave {p.dump}, not a Ma") unless p isa Ma
        }
        kids{p} = own
        p
    }

    meth ended(p, why) {
        let own = kids.del(p)
        self.restart(own) if spec.wants_restart(why)
        nil
    }

    meth restart(own) {
        if intensity.exceeded() {
            self.stop_all()
            exit_ma('shutdown')
        }
        try {
            self.begin(own)
            Native.observe_restart('child')
        }
        catch e { Ma.self <- ['$failed', own] }
    }

    // All get the signal first; then each has what is left of the time that `shutdown` says.
    meth stop_all {
        let ps = kids.keys
        kids = {}
        let kill = spec.shutdown == 'kill'
        for ps -> p { Ma.exit(p, kill ? 'kill' : 'shutdown') }
        let end = Time.mono + (kill ? Inf : spec.shutdown)
        for ps -> p {
            try { p.join(timeout => [end - Time.mono, 0].max) }
            catch TimeoutError {
                Ma.exit(p, 'kill')
                p.join
            }
        }
    }

    meth leave(why) {
        self.stop_all()
        exit_ma(why) if why != 'normal'
        true
    }

    meth find(p) {
        bad("{p.dump} is no child") unless kids.has(p)
        p
    }

    meth ask(op, x) {
        given op {
            when 'start_child' {
                bad("there are {max_children} children already") if kids.len >= max_children
                self.begin(x.len == 0 ? nil : x)
            }
            when 'children' { kids.keys.map {|p| {id => p, ma => p, restart => spec.restart, type => spec.type} } }
            when 'count' { {specs => kids.len, active => kids.len} }
            when 'terminate_child' | 'delete_child' {
                let p = self.find(x)
                kids.del(p)
                stop_ma(p, spec.shutdown)
                nil
            }
            when 'restart_child' { bad("child {self.find(x)} is running") }
        }
    }

    meth serve {
        loop {
            receive {
                when ['EXIT', Ma -> p, why] {
                    if kids.has(p) { self.ended(p, why) }
                    elsif p == parent { return self.leave(why == 'normal' ? 'shutdown' : why) }
                    elsif why == 'shutdown' { return self.leave('shutdown') }
                }
                when ['call', From -> from, ['$supervisor', op, x]] { reply(from, answer(self, op, x)) }
                when ['$failed', own] { self.restart(own) }
                when ['$stop', why] { return self.leave(why) }
                when _ { }
            }
        }
    }
}

fn run(spec, max_children, max_restarts, within, starter, linked) {
    Ma.trap_exits(true)
    Native.supervise()
    let crowd = Crowd.new(spec => spec, max_children => max_children, parent => linked ? starter : nil,
        intensity => Intensity.new(most => max_restarts, within => within))
    announce(starter)
    crowd.serve()
}

fn prepare(spec, max_children, max_restarts, within) {
    bad("the children's Map has {spec.dump}") unless spec isa Map
    for ['id', 'name', 'backoff'] -> k { bad("children of a DynamicSupervisor have no {k}") if spec.has(k) }
    let c = child_of(spec, 'child')
    bad("max_children must be a number, not {max_children.dump}") unless max_children isa Num and max_children >= 0
    bad("max_restarts must be a number, not {max_restarts.dump}") unless max_restarts isa Num and max_restarts >= 0
    bad("within must be a number of seconds, not {within.dump}") unless within isa Num and within >= 0
    [c, max_children, max_restarts, within]
}

export class DynamicSupervisor {
    // `spec` says how each child runs. Returns the supervisor's Ma.
    state meth start(spec, max_children = Inf, max_restarts = 3, within = 5, name = nil) {
        launch(run, prepare(spec, max_children, max_restarts, within), false, name, 'DynamicSupervisor')
    }
    state meth start_link(spec, max_children = Inf, max_restarts = 3, within = 5, name = nil) {
        launch(run, prepare(spec, max_children, max_restarts, within), true, name, 'DynamicSupervisor')
    }
    // Starts a child with `args` behind those of the Map; its Ma. ArgumentError when there are max_children.
    state meth start_child(s, args = []) {
        bad("args must be an Array, not {args.dump}") unless args isa Array
        request(s, 'start_child', args)
    }
    state meth children(s) { request(s, 'children', nil) }
    state meth count(s) { request(s, 'count', nil) }
    // Stops a child, which is forgotten.
    state meth terminate_child(s, p) { request(s, 'terminate_child', p) }
    state meth delete_child(s, p) { request(s, 'delete_child', p) }
    state meth restart_child(s, p) { request(s, 'restart_child', p) }
    state meth stop(s, why = 'normal', timeout = Inf) {
        let p = s isa Str ? Ma.whereis(s) : s
        bad("there is no supervisor {s.dump}") if p === nil
        p.stop(why, timeout => timeout)
    }
}
