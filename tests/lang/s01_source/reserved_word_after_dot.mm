// Reserved words may stand after a dot, in <word>, before => (R28).
class Gate { field open :ro = true;  meth if { 'if' }  meth class { 'cls' } }
let g = Gate.new
say g.if    // expect: if
say g.class // expect: cls
let m = {if => 1, class => 2, for => 3}
say m<if>, m<class>, m<for> // expect: 123
fn f(**o) { o }
say f(in => 1, return => 2) // expect: {in => 1, return => 2}
