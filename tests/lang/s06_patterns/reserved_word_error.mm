// An arm without a pattern: what follows is a reserved word, no name to bind. One error, and the rest is read on.
let v = receive {
    when
    when 5 { 1 }
}
say undeclared_name
// expect error: :4:5: error: 'when' is a reserved word
// expect error: :6:5: error: 'undeclared_name' is not declared
// expect status: 2
