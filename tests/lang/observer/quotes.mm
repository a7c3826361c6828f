// Labels, reasons and words with quotes, bars and backslashes.
use Observer
let names = ["it's", 'say "x"', "a | b", "back\\slash", "x' | count"]
let all = names.map {|n| Ma.spawn({ receive { when 'never' {} } }, label => n) }
say names.map {|n| Observer.info(n)<info><id> } == all    // expect: true
say Observer.ask('ps | where label == "say \\"x\\"" | count')[0]<count>     // expect: 1
say Observer.ask("ps | where label ~ '/^it.s$/' | count")[0]<count>       // expect: 1
Observer.kill("it's", "it's over")
say all[0].join                                                           // expect: it's over
exit 0
