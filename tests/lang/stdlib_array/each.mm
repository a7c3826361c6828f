// each and each_kv.
[1, 2].each {|x| print x, ' ' }
['a', 'b'].each_kv {|i, v| print i, v, ' ' }
say '|'          // expect: 1 2 0a 1b |
