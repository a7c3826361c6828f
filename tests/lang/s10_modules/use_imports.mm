// use Module (names) makes those names known plainly as well (R17).
use Geo (area, Square, VERSION)
say area(2, 5)               // expect: 10
say Square.new(side => 3).area        // expect: 9
say VERSION                  // expect: 1.2
say Geo::area(1, 1)          // expect: 1
