// Functions called from a maatine receive from its mailbox.
fn next_message { receive { when m { m } } }
Ma.self <- 'a'; Ma.self <- 'b'
say next_message(), next_message()    // expect: ab
