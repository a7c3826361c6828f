// A capital name matches a value whose type isa it; Num -> n also binds.
class Animal { }
class Dog :is Animal { field name :ro }
fn f(v) { given v { when Num -> n { "num {n}" } when Str { 'str' } when Dog -> d { d.name } when Animal { 'animal' } when Error { 'error' } when Array { 'array' } default { 'other' } } }
say f(3), ' ', f('a'), ' ', f(Dog.new(name => 'Rex')), ' ', f(Animal.new), ' ', f(TypeError.new), ' ', f([]), ' ', f(nil)
// expect: num 3 str Rex animal error array other
