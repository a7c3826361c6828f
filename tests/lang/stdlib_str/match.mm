// match gives nil or an Array: whole match and groups.
say 'key=val'.match(/(\w+)=(\w+)/)          // expect: ['key=val', 'key', 'val']
say 'abc'.match(/b/), ' ', 'abc'.match(/x/) // expect: ['b'] nil
say 'ac'.match(/a(b)?c/)                    // expect: ['ac', nil]
