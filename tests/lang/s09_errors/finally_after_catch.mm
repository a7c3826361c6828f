// finally runs after the catch block, also when that raises.
try {
    try { die 'a' } catch e { print 'c '; die 'b' } finally { print 'f ' }
} catch e { say e.message }
// expect: c f b
