// Ma.flag changes one's own flags.
Ma.flag('priority', 'low')
say Ma.info(Ma.self, 'priority')        // expect: low
Ma.flag('priority', 'high')
say Ma.info(Ma.self, 'priority')        // expect: high
Ma.flag('mailbox', 1000)
say 'ok'                                // expect: ok
