// The package of the main file is main (R51).
our hits = 0
hits += 2
say hits         // expect: 2
say main::hits   // expect: 2
main::hits = 5
say hits         // expect: 5
