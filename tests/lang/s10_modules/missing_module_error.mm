// A module that is not found is a compile error at the use.
say 1
use Nowhere::AtAll
// expect error: :3:1: error: module Nowhere::AtAll not found
// expect status: 2
