// A received value that no arm of its channel matches raises MatchError; the value is gone (section 14, R22).
let a = Chan.new(buffer => 2)
a <- 'odd'; a <- ['ok', 1]
try { select { when ['ok', v] = <-a { say v } } } catch MatchError -> e { say e.^name }    // expect: MatchError
say a.len                                             // expect: 1
select { when ['ok', v] = <-a { say v } }             // expect: 1
a.close
try { select { when ['ok', v] = <-a { say v } } } catch e { say e.^name }                  // expect: MatchError
