// What is not exported cannot be used from outside.
use Geo
say Geo::hidden
// expect error: :3:5: error: 'Geo::hidden' is not declared
// expect status: 2
