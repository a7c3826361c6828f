// defer in an anonymous function belongs to that function.
let f = {|| defer { print 'inner ' }; print 'body ' }
f()
say 'after'   // expect: body inner after
