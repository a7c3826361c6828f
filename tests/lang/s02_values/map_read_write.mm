// m<key>, m{expr} and m[expr] read and write.
let m = {a => 1}
m<b> = 2
m{'c' + 'd'} = 3
m['e'] = 4
say m<a>, m{'b'}, m['cd'], m<e>   // expect: 1234
say m                             // expect: {a => 1, b => 2, cd => 3, e => 4}
say m<nope>                       // expect: nil
say m{'nope'} \\ 'default'        // expect: default
