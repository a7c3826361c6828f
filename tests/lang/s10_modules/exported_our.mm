// An exported our variable can be read and assigned from another file.
use Geo
say Geo::used               // expect: 0
Geo::area(1, 1)
say Geo::used               // expect: 1
Geo::used = 10
Geo::area(1, 1)
say Geo::used               // expect: 11
