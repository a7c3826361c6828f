// our is a package variable: Counter::hits from elsewhere.
package Counter {
    our hits = 0
    fn bump { hits++ }
    bump()
    bump()
}
say Counter::hits   // expect: 2
Counter::hits = 10
say Counter::hits   // expect: 10
