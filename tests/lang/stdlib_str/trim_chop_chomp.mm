// trim, chop, chomp.
say "[{'  a b '.trim}]", ' ', "[{"\t\nx\n".trim}]"   // expect: [a b] [x]
say 'abc'.chop, ' ', 'aé'.chop, ' ', "[{''.chop}]"   // expect: ab a []
say "line\n".chomp, '|', 'line'.chomp                // expect: line|line
