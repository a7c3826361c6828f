// Only fields, methods and declarations may stand in a class.
class P { say 1 }
// expect error: :2:11: error: unexpected 'say' in a class
// expect status: 2
