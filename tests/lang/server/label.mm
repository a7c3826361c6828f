// The label of a server is its class (R65).
use Server
class Ledger :is Server { }
let s = Ledger.start
say s.label           // expect: Ledger
s.stop
