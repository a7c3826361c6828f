// Ma.call sends ['call', from, msg] and waits for the reply.
let p = ma {
    loop {
        receive {
            when ['call', from, ['add', a, b]] { reply(from, a + b) }
            when ['call', from, 'stop'] { reply(from, 'ok'); break }
        }
    }
}
say Ma.call(p, ['add', 2, 3])     // expect: 5
say p.call(['add', 4, 5])         // expect: 9
say Ma.call(p, 'stop')            // expect: ok
