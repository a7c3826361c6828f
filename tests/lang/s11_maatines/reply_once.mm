// Later replies do nothing (R48).
let p = ma {
    receive { when ['call', from, _] { reply(from, 'first'); reply(from, 'second') } }
    receive { when ['call', from, _] { reply(from, 'third') } }
}
say p.call(1)     // expect: first
say p.call(2)     // expect: third
