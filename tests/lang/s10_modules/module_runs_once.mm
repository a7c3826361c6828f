// A module is compiled and run once, however often it is used.
use Loud
use First
use Loud (name)
say name(), ' ', First::loud_name()
// expect: Loud runs
// expect: First runs
// expect: loud loud
