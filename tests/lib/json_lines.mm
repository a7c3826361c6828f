// Reads each line of standard input as JSON and writes it again, or `error`; for test_json.py.
use Proc
use Json
for Proc.lines -> line {
    try { say Json::dump(Json::parse(line)) } catch ParseError { say 'error' }
}
