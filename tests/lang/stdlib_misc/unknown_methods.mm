// What a type does not have is a MethodError.
let n = 0
for [nil, true, 1, 's', [], {}, 1..2, set(), {|x| x}, /a/] -> v {
    try { v.no_such_method } catch MethodError { n++ }
}
say n      // expect: 10
