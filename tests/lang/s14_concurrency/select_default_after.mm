// default: nothing is ready; after: gives up.
let a = Chan.new
select { when x = <-a { say x } default { say 'nothing' } }              // expect: nothing
select { when x = <-a { say x } after 0.03 { say 'late' } }              // expect: late
