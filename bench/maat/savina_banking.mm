// Transfers between A accounts, each a maatine: a teller asks the source, which asks the destination and waits for its word.
use Bu (Random, timed, report)

fn account(balance) {
    receive {
        when ['debit', teller, amount, to] {
            to <- ['credit', Ma.self, amount]
            receive { when ['credited', (to)] { } }
            teller <- 'transferred'
            account(balance - amount)
        }
        when ['credit', from, amount] {
            from <- ['credited', Ma.self]
            account(balance + amount)
        }
        when ['end', from] { from <- ['balance', balance] }
    }
}

const known = {'1000 20000' => [7_964_304, 10_845_672], '1000 50000' => [19_946_712, 26_665_254], '20 200' => [1_516, 109_730]}
let a = ARGV[0].num
let n = ARGV[1].num
let (secs, got) = timed({
    let me = Ma.self
    let random = Random.new(seed => 123_456)
    let accounts = (^a).map {|_i| ma account(0) }
    let sources = 0
    for ^n {
        let from = random.below(a.div(10) * 8)
        let step = random.below(a - from).max(1)
        accounts[from] <- ['debit', me, random.next % 1000, accounts[from + step]]
        sources += from
    }
    for ^n { receive { when 'transferred' { } } }
    for accounts -> p { p <- ['end', me] }
    let moved = 0
    for ^a { receive { when ['balance', b] { moved += b.abs } } }
    [sources, moved]
})*
report('savina_banking', secs, n, got == known{"{a} {n}"})
