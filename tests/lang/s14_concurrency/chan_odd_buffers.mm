// A buffer is a whole number from 0 on, or Inf; a value that is sent to oneself by a channel in a channel is the same channel.
fn kind(f) { try { f() } catch e { e.^name } }
for [-1, -1e300, -Inf, 0.5, NaN] -> n { print kind({|| Chan.new(buffer => n) }), ' ' }
say ''                                     // expect: ArgumentError ArgumentError ArgumentError ArgumentError ArgumentError 
for ['1', nil, true, [1]] -> n { print kind({|| Chan.new(buffer => n) }), ' ' }
say ''                                     // expect: TypeError TypeError TypeError TypeError 
say kind({|| Chan.new(5) }), ' ', kind({|| Chan.new(size => 5) }), ' ', kind({|| Chan.new(Num, 5) })    // expect: TypeError ArgumentError ArgumentError
for [0, -0.0, 1, 2.0, 2 ** 70, Inf] -> n {
    let ch = Chan.new(buffer => n)
    print ch.try_send(1), ch.try_send(2), ch.try_send(3), ' ', ch.len, ' '
}
say ''         // expect: falsefalsefalse 0 falsefalsefalse 0 truefalsefalse 1 truetruefalse 2 truetruetrue 3 truetruetrue 3 
say try { Chan.new(Num, 5) } catch e { e.message }      // expect: Chan.new() takes 0 to 1 arguments, not 2
let chans = Chan.new(Chan, buffer => Inf)
let inner = Chan.new(buffer => 1)
chans <- chans
chans <- inner
say kind({|| chans <- 1 })                 // expect: TypeError
say (<-chans) === chans, ' ', (<-chans) == inner       // expect: true true
let answers = Chan.new(Chan)
ma { for answers -> a { a <- 'answer' } }
answers <- inner
say <-inner                                // expect: answer
answers.close
