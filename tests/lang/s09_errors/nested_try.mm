// try blocks nest; an error raised in a catch goes outwards.
try {
    try { die 'one' }
    catch e { die e.message + ' two' }
} catch e { say e.message }   // expect: one two
