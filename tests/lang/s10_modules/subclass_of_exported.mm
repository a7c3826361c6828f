// An exported class and role can be used as parent and role.
use Geo (Square, Shape)
class Named :is Square :does Shape { meth str { "{self.kind} {self.area}" } }
say Named.new(side => 2)    // expect: shape 4
