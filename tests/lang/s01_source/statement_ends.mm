// A statement ends at a newline or at ;
let a = 1; let b = 2
let c = 3;
;;
say a; say b // expect: 1
// expect: 2
say c // expect: 3
