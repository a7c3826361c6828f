// Big factorials and their quotients are exact.
fn fact(n) { n < 2 ? 1 : n * fact(n - 1) }
say fact(25)             // expect: 15511210043330985984000000
say fact(30)             // expect: 265252859812191058636308480000000
say fact(30) / fact(28)  // expect: 870
say fact(50) % (10 ** 9 + 7) // expect: 318608048
