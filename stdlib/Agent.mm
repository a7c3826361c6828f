// An agent: a maatine that holds a value for others.
//
//     use Agent
//     let a = Agent.start({})
//     a.update {|m| m{'x'} = 1; m }
//     say a.get {|m| m<x> }            // 1
//     say a.get_and_update {|m| [m.len, {}] }   // 1: the answer; the value is {} now
//     a.stop
//
// The functions run in the agent: only what they return is copied. An error in one is raised by the caller, and the agent
// keeps its value.
use Server

// Runs in the server.
class Holder :is Server {
    field first :ro
    field value :rw = nil

    meth init { value = first isa Fn ? first() : first }
    meth handle_call(msg, from) {
        let (op, f) = (msg*)
        try {
            given op {
                when 'get' { ['ok', f(value)] }
                when 'update' { value = f(value); ['ok', nil] }
                when 'both' {
                    let (answer, changed) = (f(value)*)
                    value = changed
                    ['ok', answer]
                }
            }
        }
        catch e { ['error', e] }
    }
    meth handle_cast(f) { value = f(value) }
}

export class Agent {
    field server :ro

    // Starts an agent with this value, or what this function returns (it is called in the agent). `link` ties it to the caller.
    state meth start(first, name = nil, link = false) {
        let args = name === nil ? {first => first} : {first => first, name => name}
        Agent.new(server => link ? Holder.start_link(args**) : Holder.start(args**))
    }
    meth ask(op, f, timeout) {
        let r = server.call([op, f], timeout => timeout)
        die r[1] if r[0] == 'error'
        r[1]
    }
    // f(value); without f the value.
    meth get(f = {|v| v }, timeout = 5) { self.ask('get', f, timeout) }
    // Replaces the value by f(value); waits until that is done.
    meth update(f, timeout = 5) { self.ask('update', f, timeout) }
    // f(value) gives [answer, new value]; returns the answer.
    meth get_and_update(f, timeout = 5) { self.ask('both', f, timeout) }
    // As update, without waiting. An error in f ends the agent.
    meth cast(f) { server.cast(f) }
    meth stop(why = 'normal', timeout = 5) { server.stop(why, timeout => timeout) }
}
