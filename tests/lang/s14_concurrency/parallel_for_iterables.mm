// parallel for takes what is iterated first: nothing is started when that raises; a channel until it is closed.
shared let ran = 0
class G { meth each_item(f) { f(1); f(2); die 'gen' } }
try { parallel for G.new -> x { ran += 1 } } catch e { say e.message, ' ', ran }  // expect: gen 0
let ch = Chan.new(buffer => 9)
for ^5 -> i { ch <- i }
ch.close
say (parallel for ch -> x { x * 10 })   // expect: [0, 10, 20, 30, 40]
let r = try { [1, 2, 3].lazy.map({|x| die 'lazy' if x == 2; x }).pmap {|x| x } } catch MethodError -> e { 'no method' } catch e { e.message }
say r == 'lazy' || r == 'no method'   // expect: true
