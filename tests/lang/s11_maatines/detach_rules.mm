// detach: arguments copied; outlives its starter and the scopes around it; does not keep the program running; returns the Ma (R37, R50).
let ch = Chan.new(buffer => Inf)
const table = {a => 1}.freeze
our seen = 0
fn job(list, ch) { list.push('there'); ch <- list }
let mine = ['here']
let p = detach job(mine, ch)
say p isa Ma                                   // expect: true
say <-ch, ' ', mine                            // expect: ['here', 'there'] ['here']
let starter = ma { concurrent { spawn { detach later(ch) } } }
fn later(ch) { sleep 0.03; ch <- 'outlived' }
starter.join
say <-ch                                       // expect: outlived
let d = detach { seen = 5; table<a> }
d.join
say seen                                       // expect: 5
detach { sleep 1000 }
say 'the end'                                  // expect: the end
