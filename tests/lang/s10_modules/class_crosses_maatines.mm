// Instances of a module's class keep their class in another maatine.
use Geo
let me = Ma.self
ma { me <- Geo::Square.new(side => 6) }
receive { when Geo::Square -> s { say s.area } }   // expect: 36
