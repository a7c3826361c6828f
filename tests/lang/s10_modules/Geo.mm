// A module of the tests of this folder.
let hidden = 5
export const our VERSION = '1.2'
export our used = 0
export fn area(w, h) { used++; w * h }
export fn scale(x) { x * factor() }
fn factor { hidden * 2 }
export class Square {
    field side :ro = 1
    meth area { side * side }
}
export role Shape { meth kind { 'shape' } }
export const LIMIT = 100
