// use makes the exports of a module known as Module::name.
use Geo
say Geo::area(3, 4)          // expect: 12
say Geo::VERSION             // expect: 1.2
say Geo::Square.new(side => 4).area   // expect: 16
say Geo::LIMIT               // expect: 100
say Geo::scale(2)            // expect: 20
