// An error may carry a cause.
try {
    try { die 'inner' } catch e { die Error.new(message => 'outer', cause => e) }
} catch e { say e.message, ' <- ', e.cause.message }
// expect: outer <- inner
