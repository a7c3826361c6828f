// The keys of Ma.info (R72).
let i = Ma.info(Ma.self)
for @a(id label parent function file line state waiting_for mailbox memory reductions links monitors trapping name priority age drops bytes_copied bytes_moved) -> k {
    say 'missing ', k if !i.has(k)
}
say i<id> == Ma.self.id, ' ', i<mailbox>, ' ', i<trapping>, ' ', i<name>   // expect: true 0 false nil
say i<memory> > 0, ' ', i<reductions> >= 0, ' ', i<age> >= 0               // expect: true true true
