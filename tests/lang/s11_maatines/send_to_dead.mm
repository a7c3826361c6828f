// A send to a maatine that is gone does nothing.
let p = ma { 1 }
p.join
p <- 'anyone there'
say 'sent'      // expect: sent
