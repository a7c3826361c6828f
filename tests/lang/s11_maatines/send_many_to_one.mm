// Many senders in tight loops, on all cores, to one receiver: each message once, in the order of its sender, and before the notice of the
// sender's end; however the receive looks at it, and none is forgotten when the receiver ends amid them.
// flags: --schedulers 4
let senders = 8
let each = 2000

fn produce(to, id) { for 1..each -> k { to <- [id, k] } }
fn begin(to) { for 1..senders -> i { Ma.monitor(ma produce(to, i)) } }

class Seen {
    field last :ro = {}
    field got :ro = 0
    field bad :ro = 0
    meth note(id, k) {
        let before = last{id}
        bad++ if k != (if before { before } else { 0 }) + 1
        last{id} = k
        got++
    }
}
fn parts(seen) {
    let ends = 0
    while ends < senders {
        receive {
            when ['DOWN', _, _, _] { ends++ }
            when [id, k] { seen.note(id, k) }
        }
    }
}
fn whole(seen) {
    let ends = 0
    while ends < senders {
        receive {
            when ['DOWN', _, _, _] { ends++ }
            when m { seen.note(m[0], m[1]) }
        }
    }
}
fn guarded(seen) {
    let ends = 0
    while ends < senders {
        receive {
            when ['DOWN', _, _, _] { ends++ }
            when [id, k] if k % 2 == 1 && seen.got >= 0 { seen.note(id, k) }
            when [id, k] { seen.note(id, k) }
        }
    }
}
// The messages of one sender after the other.
fn one_by_one(seen) {
    for 1..senders -> i { for ^each { receive { when [(i), k] { seen.note(i, k) } } } }
}

fn tell(what, f) {
    let seen = Seen.new
    begin(Ma.self)
    f(seen)
    say "{what}: {seen.got}, {seen.bad} out of order"
}
tell('parts', parts)     // expect: parts: 16000, 0 out of order
tell('whole', whole)     // expect: whole: 16000, 0 out of order
tell('guarded', guarded) // expect: guarded: 16000, 0 out of order
tell("one by one", one_by_one)  // expect: one by one: 16000, 0 out of order
for 1..senders -> i { receive { when ['DOWN', _, _, _] { } } }

// The receiver ends amid them: each message was received, or is unread, or a dead letter.
let before = Sys.lost
let receiver = ma { for ^1000 { receive { when [_, _] { } } } }
begin(receiver)
for 1..senders -> i { receive { when ['DOWN', _, _, _] { } } }
receiver.join
// (What it left unread is counted when those who watch it have been told.)
fn gone { let now = Sys.lost; 1000 + now<dead_letters> - before<dead_letters> + now<unread> - before<unread> }
for ^2000 { if gone() < 16000 { sleep 0.01 } }
say gone()   // expect: 16000
