// The page's table of patterns, and its example.
class Point { field x :rw = 0;  field y :rw = 0 }
let other = 5
fn which(v) {
    given v {
        when 42 { '42' }
        when 'get' { 'get' }
        when nil { 'nil' }
        when true { 'true' }
        when "x{1 + 1}" { 'x2' }
        when (other) { 'other' }
        when 1..9 { 'digit' }
        when Num -> n if n > 1000 { "big {n}" }
        when ['put', key, value] { "put {key} {value}" }
        when ['log', *rest] { "log {rest.len}" }
        when {type => 'job', id => id} { "job {id}" }
        when Point(x => 0, y => y) { "on the axis, {y}" }
        when /^GET (.*)/ { "GET of {_1}" }
        when 'a' | 'b' { 'a or b' }
        when Str { 'Str' }
        when _ { 'anything' }
    }
}
say which(42), ' ', which('get'), ' ', which(nil), ' ', which(true), ' ', which('x2')       // expect: 42 get nil true x2
say which(5), ' ', which(7.5), ' ', which(2000), ' ', which(500)      // expect: other digit big 2000 anything
say which(['put', 1, 2]), ' ', which(['log', 1, 2]), ' ', which({id => 3, type => 'job', x => 1})    // expect: put 1 2 log 2 job 3
say which(Point.new(y => 4)), ', ', which(Point.new(x => 1))          // expect: on the axis, 4, anything
say which('GET /x'), ' ', which('b'), ' ', which('c')                 // expect: GET of /x a or b Str
let total = 1
fn run(msg) {
    given msg {
        when ['add', Num -> n] { total += n }
        when 'get' | 'read'    { total }
        default                { die "unknown message {msg.dump}" }
    }
}
say run(['add', 4]), run('get'), run('read')        // expect: 555
try { run(['no']) } catch e { say e.message }       // expect: unknown message ['no']
say 5 ~~ 1..9, ' ', [1] ~~ [Str], ' ', (given 3 { when 4 { 1 } }) // expect: true false nil
given 3 { when Num { print 'num '; proceed } when 3 { say 'three' } } // expect: num three
