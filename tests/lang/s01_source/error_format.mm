// A compile error prints FILE:LINE:COLUMN, the source line, and a caret under the column.
let total = 1
say totl
// expect error: error_format.mm:3:5: error: 'totl' is not declared
// expect error: say totl
// expect error:     ^
// expect status: 2
