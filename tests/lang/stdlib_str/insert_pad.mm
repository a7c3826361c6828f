// insert(s, at), pad(n), lpad(n).
say 'helo'.insert('l', 2), ' ', 'bc'.insert('a', 0), ' ', 'ab'.insert('c', 2)   // expect: hello abc abc
say "[{'ab'.pad(5)}] [{'ab'.lpad(5)}] [{'abc'.pad(2)}] [{'é'.lpad(3)}]"         // expect: [ab   ] [   ab] [abc] [  é]
