// say alone prints an empty line (R24).
say 1
say
say 2
// expect: 1
// expect:
// expect: 2
