// \\ is the left side unless it is nil.
say nil \\ 1, ' ', 0 \\ 1, ' ', '' \\ 1, ' ', false \\ 1   // expect: 1 0  false
let m = {a => nil}
say m<a> \\ m<b> \\ 'none'                                // expect: none
