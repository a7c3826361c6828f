// Of several methods that clash, or that are missing, the error names the first.
role R { meth a { 1 } meth b { 1 } meth c { 1 } meth d { 1 } }
role S { meth d { 2 } meth c { 2 } meth b { 2 } meth a { 2 } }
class A :does R :does S { }
role T { meth w { ... } meth x { ... } meth y { ... } meth z { ... } }
class B :does T { }
// expect error: :4:7: error: method 'd' is brought by roles R and S: define it in A
// expect error: :6:7: error: B must provide 'w' (role T)
// expect status: 2
