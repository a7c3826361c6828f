// &&= ||= \\= assign only when they must.
let a = nil
a \\= 1; say a      // expect: 1
a \\= 2; say a      // expect: 1
let b = 0
b ||= 5; say b      // expect: 5
b ||= 6; say b      // expect: 5
let c = 3
c &&= 7; say c      // expect: 7
let d = nil
d &&= 7; say d      // expect: nil
fn f { print 'no'; 1 }
a \\= f()
say 'end'           // expect: end
