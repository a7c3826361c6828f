// A module that uses itself is a cycle.
use CycSelf
// expect error: CycSelf.mm:1:1: error: use cycle: CycSelf -> CycSelf
// expect status: 2
