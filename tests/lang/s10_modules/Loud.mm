// A module that prints when it runs.
say 'Loud runs'
export fn name { 'loud' }
