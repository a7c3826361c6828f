// unless runs when the condition is false.
unless false { say 'ran' }                 // expect: ran
unless true { say 'no' } else { say 'else' } // expect: else
