// A stub of a role must be provided by the class.
role Shape { meth area { ... } }
class Square :does Shape { meth side { 1 } }
// expect error: :3:7: error: Square must provide 'area' (role Shape)
// expect status: 2
