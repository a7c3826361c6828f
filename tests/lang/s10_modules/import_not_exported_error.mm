// Asking for a name that is not exported is a compile error (R17).
use Geo (factor)
// expect error: module Geo does not export 'factor'
// expect error: :2:
// expect status: 2
