// Modules are searched in MAAT_PATH after the program's folder.
// env: MAAT_PATH=tests/lang/s10_modules/data
use Faraway
say Faraway::place()        // expect: far away
