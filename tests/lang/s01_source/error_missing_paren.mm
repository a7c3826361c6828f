// A missing ) is reported at the token that cannot go on.
say (1 + 2
say 3
// expect error: :3:1: error: expected ')', found 'say'
// expect status: 2
