// Groups last for the rest of the activation; an anonymous function has its own (R27).
'ab' =~ /(a)(b)/
let f = {|s| s =~ /(.)/; _1 }
say f('z')        // expect: z
say _1, _2        // expect: ab
fn g { 'q' =~ /(q)/; _1 }
say g(), _1       // expect: qa
