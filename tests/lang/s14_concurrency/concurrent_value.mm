// The value of concurrent is the Array of its spawns' results in order.
say concurrent { spawn { sleep 0.03; 1 }; spawn { 2 }; spawn { 3 } }     // expect: [1, 2, 3]
say concurrent { for ^4 -> i { spawn { i * i } } }                       // expect: [0, 1, 4, 9]
