// Tasks that others end with exit signals: one is the error of the block, the others are in .suppressed (R90).
let r = try {
    concurrent {
        let ws = (^10).map {|i| nil }
        for ^10 -> i { spawn { Ma.register("t{i}", Ma.self); sleep 99 } }
        for ^10 -> i { until Ma.whereis("t{i}") { sleep 0.001 } }
        for ^5 -> i { let p = Ma.whereis("t{i * 2}"); Ma.exit(p, ['why', i]) if p !== nil }
    }
} catch ExitError -> e { [e.reason[0], e.suppressed.len <= 4, e.suppressed.all({|s| s isa ExitError })] }
say r      // expect: ['why', true, true]
say (^10).any({|i| Ma.whereis("t{i}") !== nil })    // expect: false
