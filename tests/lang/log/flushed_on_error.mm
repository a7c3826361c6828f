// Also when an error ends it.
use Log
Log.warn('last words')
die 'main broke'
// expect error: last words
// expect error: main broke
// expect status: 1
