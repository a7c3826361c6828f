// ENV is a frozen Map (R70).
// env: MAAT_TEST_WORD=hello
say ENV<MAAT_TEST_WORD>                                        // expect: hello
say ENV<MAAT_TEST_NOT_SET>                                     // expect: nil
try { ENV<X> = 1 } catch FrozenError { say 'frozen' }          // expect: frozen
