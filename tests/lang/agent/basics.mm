// An agent holds a value: get, update, get_and_update, cast.
use Agent
let a = Agent.start([])
a.update {|xs| xs.push(1); xs }
say a.get {|xs| xs.len }                          // expect: 1
say a.get                                         // expect: [1]
say a.get_and_update {|xs| [xs[0], ['new']] }     // expect: 1
a.cast {|xs| xs.push('cast'); xs }
say a.get                                         // expect: ['new', 'cast']
a.stop
say a.server.is_alive                             // expect: false
