// All use of a file run in their order before its first statement (R17).
say 'main begins'
use Geo
use Loud
say Geo::area(1, 2)
// expect: Loud runs
// expect: main begins
// expect: 2
