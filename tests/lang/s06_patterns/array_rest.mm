// ['log', *rest] matches at least that prefix; *_ drops the rest (R31).
fn f(v) { given v { when ['log', *rest] { rest } when [1, *_] { 'one' } default { 'no' } } }
say f(['log', 1, 2]), ' ', f(['log']), ' ', f([1, 2, 3]), ' ', f([]) // expect: [1, 2] [] one no
