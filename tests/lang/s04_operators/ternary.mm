// ?: is right associative and binds looser than ||.
fn grade(n) { n > 8 ? 'high' : n > 4 ? 'middle' : 'low' }
say grade(9), ' ', grade(5), ' ', grade(1)   // expect: high middle low
say false || true ? 'yes' : 'no'             // expect: yes
let a = true ? 1 : 2
say a                                        // expect: 1
