// gmatch gives all matches.
say 'a1b22c333'.gmatch(/\d+/)         // expect: ['1', '22', '333']
say 'none'.gmatch(/\d+/)              // expect: []
say 'über äther'.gmatch(/\w+/)        // expect: ['über', 'äther']
