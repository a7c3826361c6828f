// Inside a Map literal newlines mean nothing (R6).
let m = {
    a => 1,
    b
        => 2,
    c => 3
        + 4,
}
say m // expect: {a => 1, b => 2, c => 7}
