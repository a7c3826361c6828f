// TCP: servers and clients that look blocking. Waiting suspends only the calling maatine.
//
//     use Net::Tcp (Tcp)
//     let listener = Tcp.listen('127.0.0.1', 0)
//     ma {
//         let sock = Tcp.connect('127.0.0.1', listener.port, timeout => 5)
//         sock.write("hello\n")
//         say sock.read_line()             // HELLO
//     }
//     let sock = listener.accept
//     sock.write(sock.read_line().uc, "\n")
//
// A socket belongs to the maatine that made or accepted it: use by another raises IOError, and it is closed when its owner
// ends. hand_over gives it away. Errors of the OS are IOErrors with operation, address and the OS's words; use after close is a
// ClosedError; a `timeout` (seconds) that passes is a TimeoutError.

export class Socket {
    field res :ro

    // ---- reading: nil at the end of the stream ----

    // What is there, at least one byte and at most n, as Bytes.
    meth read(n = nil, timeout = Inf) { Native.tcp_read(res, n, timeout) }
    // Just n bytes, as Bytes; `skip` bytes behind them are dropped. IOError if the stream ends before.
    meth read_exact(n, skip = 0, timeout = Inf) { Native.tcp_read_exact(res, n, false, skip, timeout) }
    // The same as a Str if they are UTF-8, else as Bytes.
    meth read_text(n, skip = 0, timeout = Inf) { Native.tcp_read_exact(res, n, true, skip, timeout) }
    // A line without its end ("\n" or "\r\n") as a Str; IOError if it is longer than limit bytes.
    meth read_line(limit = 65536, timeout = Inf) { Native.tcp_read_line(res, limit, timeout) }
    // Calls f with each line until the end.
    meth each_item(f) {
        loop {
            let line = Native.tcp_read_line(res, 65536, Inf)
            return nil if line === nil
            f(line)
        }
    }

    // ---- writing: waits while the other side does not take what was written ----

    // Strs and Bytes one after the other, or Arrays of them, in as few system calls as can be.
    meth write(data, *more) {
        return Native.tcp_write(res, data, Inf) if more.len == 0
        more.unshift(data)
        Native.tcp_write(res, more, Inf)
    }
    // The same with a deadline: after a TimeoutError part of the data may have been sent.
    meth write_within(secs, *data) { Native.tcp_write(res, data, secs) }
    // Queues Strs and Bytes (or Arrays of them): sent when this maatine next waits for input here, writes, flushes or closes, or
    // when 64 KiB have come together. So the answers to requests that came in one piece go out in one.
    meth queue(data, *more) {
        return Native.tcp_queue(res, data) if more.len == 0
        more.unshift(data)
        Native.tcp_queue(res, more)
    }
    meth flush { Native.tcp_flush(res) }
    // No more will be written: the other side reads the end. Reading goes on.
    meth shutdown { Native.tcp_shutdown(res) }

    // ---- the rest ----

    meth close { Native.tcp_close(res) }
    meth is_open { Native.tcp_is_open(res) }
    // Makes p the owner, without p whoever uses it first. Returns the socket, to be sent: p <- ['socket', sock.hand_over(p)].
    // If p has ended already the socket is closed.
    meth hand_over(p = nil) {
        Native.tcp_hand_over(res, p, false)
        self
    }
    // From now on p reads, and the owner only writes.
    meth hand_over_reading(p) {
        Native.tcp_hand_over(res, p, true)
        self
    }
    // nodelay, keepalive: true or false; send_buffer, receive_buffer: bytes.
    meth option(name, value) { Native.tcp_option(res, name, value) }
    // "127.0.0.1:7000"
    meth peer_address { Native.tcp_address(res, true) }
    meth local_address { Native.tcp_address(res, false) }
    meth str { "<Socket {Native.tcp_address(res, true)}>" }
}

export class Listener {
    field res :ro

    // Waits for the next connection.
    meth accept(timeout = Inf) { Socket.new(res => Native.tcp_accept(res, timeout)) }
    // Accepts for ever; f is called with each connection in a maatine of its own, which owns it.
    meth serve(f, label = 'connection') {
        loop {
            let sock = nil
            try { sock = Socket.new(res => Native.tcp_accept(res, Inf)) }
            catch e {
                // out of descriptors: until others close theirs
                die e unless e isa IOError and e.message.has('too many open files')
                sleep 0.05
                next
            }
            Ma.spawn(f, args => [sock.hand_over()], label => label)
        }
    }
    meth close { Native.tcp_close(res) }
    meth local_address { Native.tcp_address(res, false) }
    meth port { Native.tcp_port(res) }
    meth hand_over(p = nil) {
        Native.tcp_hand_over(res, p, false)
        self
    }
    meth str { "<Listener {self.local_address()}>" }
}

export class Tcp {
    // Listens on a host (a name or an address) and port (0: any that is free). backlog: connections that may wait to be
    // accepted; reuse: take the port even if old connections linger on it.
    state meth listen(host, port, backlog = 1024, reuse = true) {
        let addr = Native.net_resolve(nil, host)[0]
        Listener.new(res => Native.tcp_listen(addr, port, backlog, reuse))
    }

    // Connects to the first address of the host that answers; each one may take `timeout` seconds.
    state meth connect(host, port, timeout = Inf) {
        let last = nil
        for Native.net_resolve(nil, host) -> addr {
            try { return Socket.new(res => Native.tcp_connect(nil, addr, port, timeout)) }
            catch e {
                die e unless e isa IOError or e isa TimeoutError
                last = e
            }
        }
        die last
    }
}
