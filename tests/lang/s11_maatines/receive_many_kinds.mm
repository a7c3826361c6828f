// One receive takes messages of many shapes.
let me = Ma.self
class Job { field id :ro }
for [1, 'text', ['pair', 2], {kind => 'map'}, Job.new(id => 7), nil, true, 1..3] -> m { me <- m }
let out = []
for ^8 {
    receive {
        when Num -> n { out.push("num {n}") }
        when 'text' { out.push('text') }
        when ['pair', n] { out.push("pair {n}") }
        when {kind => k} { out.push(k) }
        when Job(id => i) { out.push("job {i}") }
        when nil { out.push('nil') }
        when true { out.push('true') }
        when Range -> r { out.push("range {r}") }
    }
}
say out     // expect: ['num 1', 'text', 'pair 2', 'map', 'job 7', 'nil', 'true', 'range 1..3']
