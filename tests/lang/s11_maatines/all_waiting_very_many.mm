// The report is bounded: a line for each of the first thousand, then one for each place with its number, and the total.
fn stuck { receive { when 'never' { 1 } } }
let ch = Chan.new
ma for ^3000 { stuck() }
ma for ^500 { <-ch }
receive { when 'never' { 1 } }
// expect error: all maatines are waiting
// expect error: all_waiting_very_many.mm:6 main
// expect error: more 
// expect error: all_waiting_very_many.mm:2 stuck, waits for a message
// expect error: all_waiting_very_many.mm:5 anonymous, waits for a channel
// expect error: 3501 maatines in all
// expect status: 3
