// has starts ends.
say 'hello'.has('ell'), ' ', 'hello'.has('x'), ' ', 'hello'.has('')     // expect: true false true
say 'hello'.starts('he'), ' ', 'hello'.starts('lo')                     // expect: true false
say 'hello'.ends('lo'), ' ', 'hello'.ends('he'), ' ', 'a'.ends('ba')    // expect: true false false
