// A method may make an instance of a class declared later (R16).
class Maker { meth make { Thing.new } }
class Thing { meth str { 'thing' } }
say Maker.new.make   // expect: thing
