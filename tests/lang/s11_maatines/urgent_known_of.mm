// An urgent message comes first even if the receiver has messages at hand which it need not look for: once it knows that it was sent.
shared let sent = 0
let me = Ma.self
let other = ma {
    receive {
        when 'go' {
            Ma.send(me, 'urgent', urgent => true)
            sent = 1
        }
    }
}
for ^100 -> i { me <- i }
for ^10 -> i { receive { when (i) { } } }
other <- 'go'
while sent == 0 { sleep 0.001 }
receive { when x { say x } }    // expect: urgent
receive { when x { say x } }    // expect: 10

// From itself, too.
Ma.send(me, 'own', urgent => true)
receive { when x { say x } }    // expect: own
receive { when x { say x } }    // expect: 11
