// Errors carry message trace cause suppressed file line.
try { die 'x' } catch e {
    say e.message, ' ', e.cause, ' ', e.suppressed, ' ', e.trace isa Array, ' ', e.file isa Str, ' ', e.line
}
// expect: x nil [] true true 2
