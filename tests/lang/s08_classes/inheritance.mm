// A subclass has its parent's methods and fields, and may replace methods.
class Animal { field name :ro = '?';  meth speak { '...' };  meth intro { "{name}: {self.speak}" } }
class Dog :is Animal { meth speak { 'Woof' } }
class Puppy :is Dog { meth speak { super.speak() + '?' } }
say Animal.new(name => 'A').intro   // expect: A: ...
say Dog.new(name => 'D').intro      // expect: D: Woof
say Puppy.new(name => 'P').intro    // expect: P: Woof?
