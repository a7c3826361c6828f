// catch TYPE -> e takes errors of that type and its subclasses; the first that fits runs.
fn f(e) {
    try { die e }
    catch TypeError -> t { "type: {t.message}" }
    catch ArgumentError { 'argument' }
    catch x { "other: {x.^name}" }
}
say f(TypeError.new(message => 'a'))   // expect: type: a
say f(ArgumentError.new)               // expect: argument
say f(IndexError.new)                  // expect: other: IndexError
