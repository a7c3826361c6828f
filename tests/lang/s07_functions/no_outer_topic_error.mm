// In a named fn there is no outer _ (R8).
for [1] {
    fn f { _ }
}
// expect error: :3:12: error:
// expect status: 2
