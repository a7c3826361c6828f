// die with neither Str nor Error raises an Error whose message is the value's str (R47).
try { die 42 } catch e { say e.^name, ' ', e.message }       // expect: Error 42
try { die [1, 'a'] } catch e { say e.message }               // expect: [1, 'a']
