// Block comments do not nest: the first */ ends one.
/* a /* b */ say 'out'
// expect: out
