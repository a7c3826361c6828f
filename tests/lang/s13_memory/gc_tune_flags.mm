// flags: --gc-pause=150 --gc-major=70 --gc-minor=10 --gc-step-mul=80 --gc-step-size=11
// What is not tuned is as the flags say.
say GC.info<tune>           // expect: {pause => 150, step_mul => 80, step_size => 11, minor => 10, major => 70}
GC.tune(pause => 400)
say GC.info<tune>           // expect: {pause => 400, step_mul => 80, step_size => 11, minor => 10, major => 70}
