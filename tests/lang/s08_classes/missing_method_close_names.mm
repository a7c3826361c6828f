// The close names of a MethodError are those of what is built in, too; a field that is called says what it is.
class P { field x :rw = 1; field secret = 2 }
for [{ [1].lenn }, { (1..2).revv }, { set(1).unionn }, { 5.dumpp }, { P.new.x(1) }, { P.new.secret }, { 5.zzzzzz }] -> f {
    try { f() } catch MethodError -> e { say e.message }
}
// expect: Array has no method 'lenn' (did you mean 'len'?)
// expect: Range has no method 'revv' (did you mean 'rev'?)
// expect: Set has no method 'unionn' (did you mean 'union'?)
// expect: Num has no method 'dumpp' (did you mean 'dump'?)
// expect: P has no method 'x': it is a field, which takes no arguments
// expect: P has no method 'secret': the field is private
// expect: Num has no method 'zzzzzz'
