// join waits for the end and gives the reason.
let p = ma { 5 }
say p.join                       // expect: normal
let q = ma { exit_ma('tired') }
say q.join                       // expect: tired
