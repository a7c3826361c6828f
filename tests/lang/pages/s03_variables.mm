// The page's example of variables.
fn count_calls {
    state n = 0                                     // lexical, keeps its value between calls of its function
    n += 1
}
package Counter { our hits = 0 }
tasklocal let request = nil

let x = 20                                          // lexical, rebindable
const limit = 10                                    // lexical, not rebindable
let (a, b, *rest) = ([1, 2, 3, 4]*)                 // a: 1, b: 2, rest: [3, 4]
say x, ' ', limit, ' ', a, b, rest                  // expect: 20 10 12[3, 4]
(a, b) = (b, a)                                     // swap
say a, b                                            // expect: 21
let (p, q) = (10, 4, -3)                            // p: 10, q: 4, the rest is dropped
say p, ' ', q                                       // expect: 10 4
Counter::hits += 1                                  // package variable: from elsewhere
say Counter::hits                                   // expect: 1
count_calls()
count_calls()
say count_calls()                                   // expect: 3
request = 'r1'
let got = ma { receive { when ['call', from, _] { reply(from, request) } } }
say Ma.call(got, 'which')                           // expect: r1
{
    let x = 1
    say x                                           // expect: 1
}
