// Strings dump in single quotes with \\ and \', in double quotes when they hold control characters (R25).
say 'a'.dump             // expect: 'a'
say 'it\'s'.dump         // expect: 'it\'s'
say 'back\\'.dump        // expect: 'back\\'
say "say \"x\"".dump     // expect: 'say "x"'
say "a\nb\tc".dump       // expect: "a\nb\tc"
say "\e[0m\r".dump       // expect: "\e[0m\r"
say "{'{'}\n".dump       // expect: "\{\n"
say 'é😀'.dump           // expect: 'é😀'
