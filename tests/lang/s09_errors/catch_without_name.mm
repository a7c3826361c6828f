// catch needs neither type nor name.
try { die 'x' } catch { say 'caught' }            // expect: caught
try { 1 + nil } catch TypeError { say 'typed' }   // expect: typed
