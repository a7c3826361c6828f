// A shop with three faults: a cache that never forgets, a printer that is slower than its orders, and two clerks that wait for
// each other through a shared variable.
let stock = 100

// Remembers every visit, for ever.
fn cache {
    let seen = []
    loop { receive { when ['visit', who] { seen.push("{who} was here, and here is all that is known of the visit: {seen.len}") } } }
}

// An order a tenth of a second; they come faster.
fn printer { loop { receive { when ['print', order] { sleep 0.1 } } } }

fn visitors(cache, printer) {
    let n = 0
    loop {
        n += 1
        for ^100 -> i { cache <- ['visit', "customer {n * 100 + i}"] }
        for ^5 -> i { printer <- ['print', {order => n, line => i}] }
        sleep 0.02
    }
}

// Wants the stock to make a price.
fn pricer { loop { receive { when ['call', From -> from, 'price'] { reply(from, stock / 10) } } } }
fn price_of(p) { Ma.call(p, 'price', timeout => Inf) }

let c = Ma.spawn(cache, label => 'cache', name => 'cache')
let p = Ma.spawn(printer, label => 'printer', name => 'printer')
let q = Ma.spawn(pricer, label => 'pricer', name => 'pricer')
Ma.spawn(visitors, args => [c, p], label => 'visitors')
// Holds the stock while it asks for the price, which needs the stock.
Ma.spawn({ sleep 0.5; stock = stock - price_of(q) }, label => 'clerk')
for ^20 -> i { Ma.spawn({ loop { sleep 1 } }, label => "shelf {i}") }
say 'open'
receive { when 'close' { exit 0 } }
