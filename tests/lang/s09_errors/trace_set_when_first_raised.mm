// Trace, file and line are set when first raised; raising again changes nothing (R47).
let e1 = Error.new(message => 'kept')
try {
    try { die e1 } catch e {
        die e
    }
} catch e { say e.line, ' ', e === e1 }   // expect: 4 true
