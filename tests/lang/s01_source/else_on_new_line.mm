// else, elsif, orwith, catch, finally and after continue the statement on a new line (R6).
let a = 3
if a == 1 { say 'one' }
elsif a == 2 { say 'two' }
else { say 'many' }
// expect: many
with nil { say 'x' }
orwith 5 { say 'five' }
else { say 'none' }
// expect: five
try { die 'no' }
catch e { say e.message }
finally { say 'done' }
// expect: no
// expect: done
receive { when 'never' { say 'never' } }
after 0 { say 'empty' }
// expect: empty
