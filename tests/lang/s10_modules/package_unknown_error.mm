// A name that a package does not have is a compile error.
package A { our x = 1 }
say A::y
// expect error: :3:5: error: 'A::y' is not declared
// expect status: 2
