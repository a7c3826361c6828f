// .^methods is in the order of the text: what the class declares, then what it has from roles, then its parents'. The same in every run.
role Four { meth one { 1 } meth two { 2 } meth need { ... } meth three { 3 } meth four { 4 } }
class Base { meth b1 { 1 } meth b2 { 2 } meth b3 { 3 } meth b4 { 4 } }
class Both :is Base :does Four { meth own { 5 } meth need { 6 } meth b3 { 7 } }
say Both.new.^methods       // expect: ['own', 'need', 'b3', 'one', 'two', 'three', 'four', 'b1', 'b2', 'b4']
// Of names that are as close, the first is offered.
class Near { meth aab { 1 } meth aac { 1 } meth aad { 1 } meth aae { 1 } }
try { Near.new.aaz() } catch e { say e.message }    // expect: Near has no method 'aaz' (did you mean 'aab'?)
class Far :is Near { meth zzz { 1 } }
try { Far.new.aaz() } catch e { say e.message }     // expect: Far has no method 'aaz' (did you mean 'aab'?)
