// What a Work cannot work with is refused where it is given, with what it should be.
fn refuses(f) { try { f(); say 'taken' } catch e { say "{e.^name}: {e.message}" } }
let w = Work.done(1)
refuses({ Work.allof(5) })           // expect: TypeError: the Works must be an Array, not Num
refuses({ Work.anyof(w) })           // expect: TypeError: the Works must be an Array, not Work
refuses({ Work.allof([w, 5]) })      // expect: TypeError: what is waited for must be a Work, not Num
refuses({ Work.anyof(['x', w]) })    // expect: TypeError: what is waited for must be a Work, not Str
refuses({ Work.anyof([]).result })   // expect: ArgumentError: there is no Work to wait for
refuses({ Work.for('1') })           // expect: TypeError: the duration must be a Num, not Str
refuses({ Work.til(nil) })           // expect: TypeError: the time must be a Num, not Nil
refuses({ w.then(5) })               // expect: TypeError: what then calls must be a function, not Num
refuses({ w.catch('x') })            // expect: TypeError: what catch calls must be a function, not Str
refuses({ Work.does(5) })            // expect: TypeError: what a Work does must be a function, not Num
refuses({ Work.failed('x') })        // expect: TypeError: what a Work fails with must be an Error, not Str
refuses({ abide 5 })                 // expect: TypeError: what abide waits for must be a Work, not Num
say Work.for(-1).result, ' ', Work.til(0).result    // expect: nil nil
