// after may stand in either place in receive (R39).
say receive { when x { x } after 0 { 'inside' } }          // expect: inside
say receive { when x { x } } after 0 { 'outside' }         // expect: outside
