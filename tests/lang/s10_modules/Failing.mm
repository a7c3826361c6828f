// A module that raises when it runs.
die 'module failed'
