// Work that natives do in pieces (stdlib/native/pieces.h): a native does one of them, others get their turn in between.

// The operands are a, b and c; `result` is what the result begins as.
fn __in_pieces(kind, result, a, b, c) {
    let work = [result, 0, 0, 0]
    while Native.piece(kind, work, a, b, c) { nil }
    work[0]
}

// The same where the pieces are text: their sum.
fn __text_in_pieces(kind, result, a, b, c) { __in_pieces(0, nil, __in_pieces(kind, result, a, b, c), nil, nil) }

// a + b of large Arrays.
fn __concat(a, b) { __in_pieces(1, [], a, b, nil) }

// The elements from `from` to before `to` of a large Array.
fn __slice(a, from, to) { __in_pieces(2, [], a, from, to) }
