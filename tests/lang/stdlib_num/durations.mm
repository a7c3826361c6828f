// ms seconds minutes hours.
say 250.ms, ' ', 1.5.seconds, ' ', 2.minutes, ' ', 0.5.hours   // expect: 0.25 1.5 120 1800
