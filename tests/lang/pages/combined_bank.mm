// Classes, errors and patterns together. What is expected stands at the end.
class Insufficient :is Error { field need :ro; field have :ro; meth init { } }
class Account {
    field owner :ro
    field balance :ro = 0
    field log = []
    let opened = 0
    meth init { opened++; log.push(['open', balance]) }
    meth deposit(n) {
        die ArgumentError.new(message => "bad amount {n}") unless n isa Num && n > 0
        balance += n
        log.push(['deposit', n])
        self
    }
    meth withdraw(n) {
        die Insufficient.new(message => "need {n}, have {balance}", need => n, have => balance) if n > balance
        balance -= n
        log.push(['withdraw', n])
        self
    }
    meth history { log.map {|e| given e { when ['open', b] { "opened with {b}" } when ['deposit', n] { "+{n}" } when ['withdraw', n] { "-{n}" } } } }
    meth str { "{owner}: {balance}" }
    meth cmp(o) { balance <=> o.balance }
    state meth count { opened }
}
let a = Account.new(owner => 'ann', balance => 10)
let b = Account.new(owner => 'bob')
a.deposit(5).withdraw(3)
say a
say b
say a.history.join(', ')
try { b.withdraw(5) } catch Insufficient -> e { say "{e.^name}: {e.message} ({e.need}/{e.have})" }
try { b.deposit(-1) } catch e { say e, ' | ', e.message }
try { b.deposit('x') } catch TypeError -> e { say 'type' } catch ArgumentError | IndexError -> e { say "arg {e.message}" }
say Account.count
say [a, b].sort.map(:.owner), [a, b].max.owner, a > b, a <= b
try { a.balance = 5 } catch e { say e.message }
try { a.log } catch e { say e.message }
try { a.withdrw(1) } catch e { say e.message }
try { Account.new(owner => 'x', log => []) } catch e { say e.message }
say a.dump, [a].dump, "{[a, b]}"
say Account.^fields, Account.^methods
say try { a.withdraw(100) } catch e { e.trace.len > 0 }
fn nested(n) {
    defer { print "d{n} " }
    try {
        if n == 0 { die 'bottom' }
        nested(n - 1)
    } catch TypeError -> e {
        say 'never'
    } finally {
        print "f{n} "
    }
}
try { nested(2) } catch e { say "| {e.message}" }

// expect: ann: 12
// expect: bob: 0
// expect: opened with 10, +5, -3
// expect: Insufficient: need 5, have 0 (5/0)
// expect: ArgumentError: bad amount -1 | bad amount -1
// expect: arg bad amount x
// expect: 2
// expect: ['bob', 'ann']anntruefalse
// expect: field 'balance' of Account is not writable
// expect: Account has no method 'log': the field is private
// expect: Account has no method 'withdrw' (did you mean 'withdraw'?)
// expect: Account has no field 'log' to set
// expect: ann: 12[ann: 12][ann: 12, bob: 0]
// expect: ['owner', 'balance', 'log']['init', 'deposit', 'withdraw', 'history', 'str', 'cmp']
// expect: true
// expect: f0 d0 f1 d1 f2 d2 | bottom
