// The page's example of errors.
// expect status: 1
// expect error: TypeError
class NotFound :is Error { field key :ro }
fn risky(how) {
    if how == 'type' { 'a' + 1 }
    die 'text' if how == 'text'
    die NotFound.new(key => 7) if how == 'own'
    how
}
fn careful(how) {
    defer { say 'closed' }                          // runs when the enclosing function ends, however it ends
    try { risky(how) }
    catch NotFound -> e { "no {e.key}" }
    catch TypeError -> e { say 'type: ', e.message != ''; die e }
    catch e { "{e.^name}: {e.message} at {e.file.ends('s09_errors.mm')}:{e.line}" }
    finally { say 'finally' }
}
say careful('fine')                                 // expect: finally
// expect: closed
// expect: fine
say careful('own')                                  // expect: finally
// expect: closed
// expect: no 7
say careful('text')                                 // expect: finally
// expect: closed
// expect: Error: text at true:7
try { assert 1 == 2 } catch AssertError { say 'assert' }             // expect: assert
try { assert_eq 1, 2 } catch AssertError -> e { say e.message.has('1') && e.message.has('2') }     // expect: true
careful('type')                                     // expect: type: true
// expect: finally
// expect: closed
