// after gives up after so many seconds; after 0 polls.
say receive { when x { x } } after 0.05 { 'timed out' }    // expect: timed out
say receive { when x { x } } after 0 { 'empty' }           // expect: empty
Ma.self <- 'there'
say receive { when x { x } } after 0 { 'empty' }           // expect: there
