// Functions are named f, Class.m, anonymous, main in a trace (R47).
class P { meth m { let r = [1].map {|x| die 'x' }; r } }
try { P.new.m } catch e {
    let names = e.trace.map {|t| t.words.tail }
    say names.head, ' ', 'P.m' in names, ' ', names.tail     // expect: anonymous true main
}
