// {} is an empty block as a statement, an empty Map as an operand (R20).
{}
let m = {}
say m          // expect: {}
fn f { {} }
say f()        // expect: nil
