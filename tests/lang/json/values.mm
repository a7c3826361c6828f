// Values of all kinds, there and back.
use Json (parse, dump)
say parse('{"a": [1, 2.5, -3e2, null, true, false], "b": {"c": "x"}, "d": []}')
// expect: {a => [1, 2.5, -300, nil, true, false], b => {c => 'x'}, d => []}
say dump({a => [1, 2.5, nil, true], b => {}, c => []})      // expect: {"a":[1,2.5,null,true],"b":{},"c":[]}
say parse('  7  '), ' ', parse('"s"'), ' ', parse('null'), ' ', parse('[]')    // expect: 7 s nil []
say parse('0'), ' ', parse('-0.5'), ' ', parse('1E3'), ' ', parse('1e-2')      // expect: 0 -0.5 1000 0.01
say dump(set(1, 2)), dump('a'), dump(nil), dump(1.5)        // expect: [1,2]"a"null1.5
say dump({3 => 1, 2.5 => 2})                                // expect: {"3":1,"2.5":2}
class P { field a :ro = 1;  field b :rw = 'z';  field hidden = 3 }
say dump([P.new])                                           // expect: [{"a":1,"b":"z"}]
