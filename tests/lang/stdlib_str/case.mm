// uc lc ucfirst lcfirst fc wordcase, with full Unicode mappings.
say 'abc'.uc, ' ', 'ABC'.lc, ' ', 'abc'.ucfirst, ' ', 'ABC'.lcfirst   // expect: ABC abc Abc aBC
say 'straße'.uc, ' ', 'ÀÉÎ'.lc, ' ', 'жук'.uc, ' ', 'éa'.ucfirst      // expect: STRASSE àéî ЖУК Éa
say 'i love afRica'.wordcase                                          // expect: I Love Africa
say 'ABC'.fc == 'abc'.fc                                              // expect: true
say '日本'.uc, '1a'.uc, ''.uc                                          // expect: 日本1A
