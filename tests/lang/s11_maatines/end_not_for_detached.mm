// Detached maatines do not keep the program running (R37).
detach { sleep 5; say 'never' }
fn f(n) { sleep n; say 'never' }
detach f(5)
say 'main ends'    // expect: main ends
