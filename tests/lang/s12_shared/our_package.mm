// our variables are shared from the start, reached by their qualified names, from functions, classes and other packages.
our hits = 0
our table = {}
package Store { our items = []; fn add(x) { items.push(x) } }
fn hit { hits += 1 }
let ps = ma for ^10 -> i { hit(); main::hits += 1; table{i} = hits; Store::items.push(i); Store::items.push(-i) }
for ps -> p { p.join }
say hits, ' ', table.len, ' ', Store::items.len, ' ', Store::items.sum     // expect: 20 10 20 0
const our LIMIT = [1, 2].freeze
let p = ma { say LIMIT, ' ', main::LIMIT }           // expect: [1, 2] [1, 2]
p.join
