// A module that is found by MAAT_PATH.
export fn place { 'far away' }
