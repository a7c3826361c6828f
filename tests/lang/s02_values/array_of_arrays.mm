// Elements that are arrays are shared by reference.
let row = [0]
let grid = [row, row]
grid[0][0] = 1
say grid       // expect: [[1], [1]]
