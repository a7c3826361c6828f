// sprintf with %s %c %%.
say sprintf('%s|%5s|%-5s|%.2s|%s', 'ab', 'ab', 'ab', 'abc', [1, 'x'])   // expect: ab|   ab|ab   |ab|[1, 'x']
say sprintf('%c%c|100%%', 65, 8364)                                     // expect: A€|100%
say sprintf('%5s|', 'é')                                                // expect:     é|
