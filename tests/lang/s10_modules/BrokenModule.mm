// A module with an error.
export fn f { undeclared_thing }
