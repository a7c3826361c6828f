// Work.anyof has the value or error of the Work that ended first (R40), wherever it stands and however many have ended since.
let early = Work.does { 'early' }
early.result
let late = Work.does { 'late' }
late.result
let failed = Work.failed(Error.new(message => 'failed'))
let never = Work.does { receive { when 'never' { } } }
say Work.anyof([late, early]).result, ' ', Work.anyof([early, late]).result      // expect: early early
say Work.anyof([never, failed, late, never]).result                              // expect: late
try { Work.anyof([never, failed]).result } catch e { say e.message }             // expect: failed
say Work.anyof([late, late]).result                                              // expect: late
never.cancel
try { never.result } catch Cancelled { say 'cancelled' }                         // expect: cancelled
say Work.anyof([never, late]).result                                             // expect: late
say Work.allof([never, failed, Work.allof([]), Work.anyof([early])]).result      // expect: true
