// A Work is not ended by the end of its starter (R4); its error goes to who waits for it, no crash report (R38).
let me = Ma.self
let p = ma { me <- Work.does { sleep 0.05; me <- 'still'; 5 } }
let w = receive { when Work -> w { w } }
p.join
say receive { when 'still' { 'it went on' } after 5 { 'gone' } }     // expect: it went on
say w.result                                                        // expect: 5
Work.does { die 'nobody looks' }
sleep 0.02
