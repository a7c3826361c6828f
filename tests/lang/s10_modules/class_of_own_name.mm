// A module that exports a class of its own name makes that name known (R17).
use Tower
say Tower.new(h => 5)       // expect: tower 5
say Tower::other()          // expect: other
say Tower::Tower.new        // expect: tower 3
