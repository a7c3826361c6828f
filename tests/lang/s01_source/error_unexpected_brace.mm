// A } without its { is a compile error.
say 1
}
// expect error: :3:1: error: unexpected '}'
// expect status: 2
