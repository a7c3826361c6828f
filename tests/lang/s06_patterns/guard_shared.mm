// A guard that fails goes on with the next arm.
given 5 {
    when n if n > 10 { say 'a' }
    when n if n > 3 { say 'b' }   // expect: b
    default { say 'c' }
}
