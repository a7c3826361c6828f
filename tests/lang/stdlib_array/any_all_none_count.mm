// any all none count, with a Fn or a Regex.
let a = [1, 2, 3]
say a.any({ _ > 2 }), ' ', a.all({ _ > 2 }), ' ', a.none({ _ > 5 }), ' ', a.count({ _ > 1 })    // expect: true false true 2
say ['a', 'b'].any(/b/), ' ', ['a', 'b'].all(/b/), ' ', ['a'].none(/b/), ' ', ['ab', 'b'].count(/b/)  // expect: true false true 2
say [].any({ true }), ' ', [].all({ false }), ' ', [].none({ true })                            // expect: false true true
