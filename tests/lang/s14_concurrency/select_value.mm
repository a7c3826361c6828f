// select is an expression; its value is that of the arm; guards and bindings; the same channel in several arms; break in a loop.
let a = Chan.new(buffer => 9)
a <- 5
say select { when Num -> n if n > 9 = <-a { 'big' } when n = <-a { "small {n}" } }    // expect: small 5
let v = select { default { 'none' } }
say v                                                 // expect: none
for ^5 -> i { a <- i }
a.close
let sum = 0
loop {
    select {
        when nil = <-a { break }
        when x = <-a { next if x == 3; sum += x }
    }
}
say sum                                               // expect: 7
fn first(c) { select { when x = <-c { return "got {x}" } default { return 'nothing' } } }
say first(Chan.new)                                   // expect: nothing
let done = select { when x = <-Chan.new { 1 } after 0 { 'zero' } }
say done                                              // expect: zero
