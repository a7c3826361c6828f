// A server class may inherit its handlers.
use Server
class Base :is Server { meth handle_call(msg, from) { "{self.prefix}{msg}" };  meth prefix { 'base ' } }
class Derived :is Base { meth prefix { 'derived ' } }
let s = Derived.start
say s.call('x')       // expect: derived x
s.stop
