// A parent or role that is not declared is a compile error.
class A :is Missing { }
class B :does Absent { }
// expect error: :2:13: error: 'Missing' is not declared
// expect error: :3:15: error: 'Absent' is not declared
// expect status: 2
