// die 'text' raises Error(message => 'text').
try { die 'text' } catch e { say e.^name, ' ', e.message, ' ', e isa Error }  // expect: Error text true
