// The copy of a tasklocal is as deep as a message.
tasklocal let ctx = {n => [1]}
let me = Ma.self
ma { ctx<n>.push(2); me <- ['len', ctx<n>.len] }
receive { when ['len', n] { say n } }  // expect: 2
say ctx                                // expect: {n => [1]}
