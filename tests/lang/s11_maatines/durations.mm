// 100.ms, 5.seconds, 2.minutes, 1.hours are seconds.
say 100.ms, ' ', 5.seconds, ' ', 2.minutes, ' ', 1.hours   // expect: 0.1 5 120 3600
