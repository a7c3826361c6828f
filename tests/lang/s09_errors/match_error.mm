// MatchError is raised by a select whose value no arm matches.
let ch = Chan.new(buffer => 1)
ch <- 'odd'
try { select { when ['ok', v] = <-ch { say v } } } catch MatchError { say 'no arm' }  // expect: no arm
