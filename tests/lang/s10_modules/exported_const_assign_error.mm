// An exported constant cannot be assigned.
use Geo
Geo::VERSION = '2'
// expect error: :3:1: error:
// expect status: 2
