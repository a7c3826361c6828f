// Inside a concurrent block a spawn is a Work; after it the variable is the result.
fn fetch(x) { x + '!' }
fn fetch_all {
    concurrent {
        let a = spawn fetch('a')
        let b = spawn fetch('b')
    }
    [a, b]
}
say fetch_all()                  // expect: ['a!', 'b!']
