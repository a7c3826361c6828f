// The type of each value, by .^name.
for [nil, true, 1, 1.5, 's', [1], {a => 1}, 1..2, set(1), {|x| x}, /a/, b"x"] -> v { print v.^name, ' ' }
say '|'
// expect: Nil Bool Num Num Str Array Map Range Set Fn Regex Bytes |
class P { }
role R { }
say P.new.^name         // expect: P
say P.^name             // expect: P
say Ma.self.^name       // expect: Ma
say Chan.new.^name      // expect: Chan
