// An error that leaves a module's statements ends the program with status 1.
use Failing
say 'never'
// expect error: Error: module failed
// expect status: 1
