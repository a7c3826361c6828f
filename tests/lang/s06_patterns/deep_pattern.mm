// Patterns of all kinds combine.
class P { field x :rw; field tags :rw }
let v = ['msg', P.new(x => 3, tags => ['a', 'b']), {opts => {level => 7}}]
given v {
    when ['msg', P(x => 1..5, tags => ['a', *more]), {opts => {level => Num -> l}}] if l > 5 { say more, ' ', l }
}
// expect: ['b'] 7
