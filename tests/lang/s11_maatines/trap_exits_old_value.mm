// Ma.trap_exits gives the old value (R48).
say Ma.trap_exits(true)      // expect: false
say Ma.trap_exits(false)     // expect: true
say Ma.trap_exits(false)     // expect: false
