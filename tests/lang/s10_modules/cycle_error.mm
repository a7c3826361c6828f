// A cycle of use is a compile error that prints the cycle, at the use that closes it (R17).
use CycA
// expect error: CycB.mm:1:1: error: use cycle: CycA -> CycB -> CycA
// expect status: 2
