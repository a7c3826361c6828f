// =~ sets _1 ... _9, nil where a group took no part; _0 is the whole match (R27).
if 'key=value' =~ /(\w+)=(\w+)/ { say _1, ' ', _2, ' ', _0 }  // expect: key value key=value
'ac' =~ /(a)(b)?(c)/
say _1, ' ', _2, ' ', _3      // expect: a nil c
