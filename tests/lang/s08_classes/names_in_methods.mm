// Names in a method: locals, parameters, fields, lets of the class, the file (R32).
let x = 'file'
class A {
    let c = 'class'
    field x = 'field'
    meth a { x }
    meth b(x) { x }
    meth d { let x = 'local'; x }
    meth e { c }
}
let a = A.new
say a.a, ' ', a.b('param'), ' ', a.d, ' ', a.e, ' ', x   // expect: field param local class file
