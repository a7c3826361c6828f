// :built fields are set in .new only, and not readable from outside (R32).
class P { field key :built = 'none';  meth show { key } }
say P.new(key => 'k').show, ' ', P.new.show              // expect: k none
try { P.new.key } catch MethodError { say 'unreadable' } // expect: unreadable
try { P.new.key = 1 } catch MethodError { say 'unwritable' } // expect: unwritable
