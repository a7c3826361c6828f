// The report names the class of the error.
class Broken :is Error { }
die Broken.new(message => 'in pieces')
// expect error: Broken: in pieces
// expect status: 1
