// after, catch and when heads open blocks too (R5).
let wait = [0]
receive { when 'x' { say 'x' } } after wait.head { say 'after' }    // expect: after
let p = {kind => 'a'}
given p.get('kind') { when 'a' { say 'a' } }                        // expect: a
until wait.is_empty { wait.pop }
say wait                                                            // expect: []
with p.get('none') { say 1 } else { say 'none' }                    // expect: none
