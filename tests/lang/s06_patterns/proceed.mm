// proceed goes on with the next arm that matches.
given 5 {
    when Num { print 'num '; proceed }
    when Str { print 'str ' }
    when 1..9 { print 'digit '; proceed }
    default { say 'default' }
}
// expect: num digit default
