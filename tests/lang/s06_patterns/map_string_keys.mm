// Keys of Map patterns may be quoted strings and numbers.
given {'two words' => 1, 3 => 'x'} { when {'two words' => a, 3 => b} { say a, b } } // expect: 1x
