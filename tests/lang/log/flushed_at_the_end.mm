// What was logged is written at the end of the program, without a flush.
use Log
for ^3 -> i { Log.info("message {i}", k => 'two words') }
// expect error: message 2 k='two words'
// expect status: 0
