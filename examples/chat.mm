// A chat server with rooms: `maat run examples/chat.mm PORT`. Talk to it with nc.
//
//   /nick NAME    who you are        /join ROOM   leaves the room you are in      /who   names in your room
//   /quit         says good-bye      anything else goes to everybody in your room
//
// One maatine for each room and each connection. Rooms watch their members: one that vanishes, however it does, has left.
use Net::Tcp (Tcp)

fn announce(members, line) {
    for members -> m, _name { m <- ['line', line] }
}

fn room(name) {
    let members = {} // Ma => nick
    loop {
        receive {
            when ['enter', who, nick] {
                members{who} = nick
                Ma.monitor(who)
                announce(members, "* {nick} joins {name}")
            }
            when ['leave', who] {
                let nick = members.del(who)
                announce(members, "* {nick} leaves {name}") if defined nick
            }
            when ['rename', who, nick] {
                announce(members, "* {members{who}} is now {nick}")
                members{who} = nick
            }
            when ['talk', who, text] { announce(members, "<{members{who}}> {text}") }
            when ['who', who] { who <- ['line', "* {members.values.sort.join(' ')}"] }
            when ['DOWN', _, who, _] {
                let nick = members.del(who)
                announce(members, "* {nick} leaves {name}") if defined nick
            }
        }
    }
}

// Keeps the rooms; makes one when somebody first enters it.
fn lobby {
    let rooms = {}
    loop {
        receive {
            when ['room', name, from] {
                rooms{name} \\= Ma.spawn(room, args => [name], label => "room {name}")
                from <- ['room', rooms{name}]
            }
        }
    }
}

fn find_room(lobby, name) {
    lobby <- ['room', name, Ma.self]
    receive { when ['room', r] { r } }
}

// Reads lines from the socket and sends them to the client's maatine.
fn reader(sock, client) {
    loop {
        let line = sock.read_line(limit => 4096)
        return client <- 'eof' if line === nil
        client <- ['typed', line.trim]
    }
}

fn client(sock, lobby) {
    let nick = "guest{Ma.self.id}"
    let here = find_room(lobby, 'lobby')
    here <- ['enter', Ma.self, nick]
    let me = Ma.self
    let r = Ma.spawn({ reader(receive { when ['socket', s] { s } }, me) }, link => true, label => 'chat reader')
    r <- ['socket', sock.hand_over_reading(r)]
    loop {
        receive {
            when ['line', text] { sock.write("{text}\n") }
            when 'eof' { return nil }
            when ['typed', /^\/nick (\S+)/] {
                nick = _1
                here <- ['rename', me, nick]
            }
            when ['typed', /^\/join (\S+)/] {
                here <- ['leave', me]
                here = find_room(lobby, _1)
                here <- ['enter', me, nick]
            }
            when ['typed', '/who'] { here <- ['who', me] }
            when ['typed', '/quit'] {
                sock.write("* bye\n")
                return nil
            }
            when ['typed', ''] { }
            when ['typed', text] { here <- ['talk', me, text] }
        }
    }
}

let port = ARGV.len > 0 ? ARGV[0].num : 7000
let listener = Tcp.listen('127.0.0.1', port)
say "chat on port {listener.port}"
let rooms = Ma.spawn(lobby, label => 'lobby')
listener.serve({|sock| client(sock, rooms) }, label => 'chat client')
