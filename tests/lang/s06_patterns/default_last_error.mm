// default may stand last only (R59).
given 5 {
    default { say 1 }
    when 5 { say 2 }
}
// expect error: error:
// expect status: 2
