// A role is a type in patterns.
role Fly { }
class Bird :does Fly { }
say (given Bird.new { when Fly { 'flies' } })    // expect: flies
say Bird.new ~~ Fly, ' ', 5 ~~ Fly               // expect: true false
