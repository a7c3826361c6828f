// Main is a maatine like others.
say Ma.self in Ma.list, ' ', Ma.count >= 1, ' ', Ma.self.is_alive     // expect: true true true
