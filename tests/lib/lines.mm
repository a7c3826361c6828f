// Answers each line with its length; for test_tcp.py. Commands: `die` raises, `kill` is killed, `count` tells how many connections live,
// `big` writes ten megabytes, `reset` closes with input left.
use Net::Tcp (Tcp)
use Agent

let live = Agent.start(0)

fn talk(sock) {
    let me = Ma.self
    loop {
        let line = sock.read_line(limit => 1000)
        return nil if line === nil
        given line {
            when 'die' { die 'told to' }
            when 'kill' { Ma.exit(me, 'kill'); sleep 1 }
            when 'count' { sock.write("{live.get}\n") }
            when 'big' { sock.write('z' * 10_000_000, "\n") }
            when 'reset' { sleep 0.1; return nil }
            default { sock.write("{line.len}\n") }
        }
    }
}

fn connection(sock) {
    live.update {|n| n + 1 }
    let me = Ma.self
    ma { Ma.monitor(me); receive { when ['DOWN', *_] { live.update {|n| n - 1 } } } }
    try { talk(sock) } catch IOError -> e { warn e.message }
}

let listener = Tcp.listen('127.0.0.1', ARGV[0].num)
listener.serve(connection)
