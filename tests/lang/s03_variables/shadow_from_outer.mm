// The initial value of a shadowing variable sees the outer one.
let x = 1
{
    let x = x + 10
    say x    // expect: 11
}
say x        // expect: 1
