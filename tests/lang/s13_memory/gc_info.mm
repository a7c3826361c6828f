// GC.info: collections by kind, bytes, pauses with their maximum and histogram, the pace.
let keep = (^30_000).map {|i| [i, "text {i}"] }
GC.collect
let g = GC.info
say g.keys                  // expect: ['minors', 'majors', 'cycles', 'slices', 'fulls', 'young', 'old', 'holes', 'large', 'offheap', 'frozen', 'messages', 'copied', 'marked', 'freed', 'evacuated', 'memory', 'max_heap', 'pause_max', 'pause_max_cpu', 'pause_sum', 'pauses', 'tune', 'mode', 'pace', 'phase']
say g<majors> == g<cycles> + g<fulls>, ' ', g<fulls> > 0        // expect: true true
say g<old> + g<large> > 30_000 * 60, ' ', g<memory> >= g<old> + g<large>       // expect: true true
say g<copied> > 0, ' ', g<phase>                                // expect: true idle
say g<pause_max> > 0 && g<pause_max> <= g<pause_sum>            // expect: true
// Each pause stands in one place of the histogram.
let n = g<pauses>.values.sum
say n == g<minors> + g<fulls>                                   // expect: true
say keep.len                                                    // expect: 30000

// Frozen values count by their share.
let f = keep.freeze
GC.collect
say GC.info<frozen> > 30_000 * 60                               // expect: true
say f.len                                                       // expect: 30000
