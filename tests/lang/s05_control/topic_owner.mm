// _ belongs to the innermost for, with, given or anonymous function (R8).
for [1] {
    given 'g' { when Str { print _ } }
    with 'w' { print _ }
    print [7].map({ _ + 1 })
    print _
}
say ''   // expect: gw[8]1
