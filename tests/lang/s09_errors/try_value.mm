// The value of try is that of its body or of the catch block; finally does not change it (R19).
say (try { 1 } catch e { 2 } finally { 3 })         // expect: 1
say (try { die 'x' } catch e { 2 } finally { 3 })   // expect: 2
