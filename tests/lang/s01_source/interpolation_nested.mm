// An interpolation is a whole expression with strings, maps and quotes of its own (R28).
let m = {k => 5}
say "{m{"k"}}"                        // expect: 5
say "a{"b{"c"}"}d"                    // expect: abcd
say "{[1, 2].map {|x| x + 1 }}"       // expect: [2, 3]
say "{ {a => 1}<a> }"                 // expect: 1
say "{if m<k> > 3 { 'big' } else { 'small' }}" // expect: big
