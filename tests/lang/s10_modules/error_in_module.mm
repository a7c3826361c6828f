// An error in a module is reported with the module's file.
use BrokenModule
// expect error: BrokenModule.mm:2:15: error: 'undeclared_thing' is not declared
// expect status: 2
