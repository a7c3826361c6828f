// A parent must stand above its child (R16).
class B :is A { }
class A { }
// expect error: :2:13: error:
// expect status: 2
