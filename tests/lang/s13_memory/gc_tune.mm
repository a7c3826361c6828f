// GC.mode and GC.tune take what they know, refuse the rest with a word on what would be right, and act on the caller alone.
fn kind(f) { try { f() \\ 'nothing' } catch e { "{e.^name}: {e.message}" } }

say GC.mode                                 // expect: gen
say GC.mode('inc'), ' ', GC.mode, ' ', GC.info<mode>, ' ', GC.info<pace>        // expect: gen inc inc inc
say GC.mode('gen'), ' ', GC.info<mode>      // expect: inc gen
say kind({ GC.mode('fast') })               // expect: ArgumentError: the mode must be 'gen' or 'inc'
say kind({ GC.mode(nil) })                  // expect: TypeError: the mode must be a Str, not Nil

say GC.info<tune>                           // expect: {pause => 200, step_mul => 100, step_size => 13, minor => 20, major => 100}
say kind({ GC.tune(pause => 300, step_mul => 50, step_size => 10, minor => 5, major => 40) })    // expect: nothing
say GC.info<tune>                           // expect: {pause => 300, step_mul => 50, step_size => 10, minor => 5, major => 40}
GC.tune(major => 60)                        // the others stay
say GC.info<tune>                           // expect: {pause => 300, step_mul => 50, step_size => 10, minor => 5, major => 60}

say kind({ GC.tune(pause => 109) })         // expect: ArgumentError: pause must be from 110 to 10000 (percent)
say kind({ GC.tune(pause => -200) })        // expect: ArgumentError: pause must be from 110 to 10000 (percent)
say kind({ GC.tune(step_mul => 9) })        // expect: ArgumentError: step_mul must be from 10 to 10000 (percent)
say kind({ GC.tune(step_size => 31) })      // expect: ArgumentError: step_size must be from 6 to 30 (power of two, bytes)
say kind({ GC.tune(minor => 0) })           // expect: ArgumentError: minor must be from 1 to 2000 (percent)
say kind({ GC.tune(major => NaN) })         // expect: ArgumentError: major must be from 10 to 10000 (percent)
say kind({ GC.tune(major => 2 ** 70) })     // expect: ArgumentError: major must be from 10 to 10000 (percent)
say kind({ GC.tune(minor => 'x') })         // expect: TypeError: minor must be a number, not Str
say kind({ GC.tune(speed => 3) })           // expect: ArgumentError: GC.tune() has no parameter 'speed'
// Where one is wrong none counts.
say kind({ GC.tune(pause => 500, major => 5) })     // expect: ArgumentError: major must be from 10 to 10000 (percent)
say GC.info<tune><pause>                    // expect: 300

let p = ma { receive { when from { from <- [GC.mode, GC.info<tune>] } } }
p <- Ma.self
say receive { when x { x } }                // expect: ['gen', {pause => 200, step_mul => 100, step_size => 13, minor => 20, major => 100}]

// What was tuned outlives the other mode.
GC.mode('inc')
GC.mode('gen')
say GC.info<tune><minor>                    // expect: 5
