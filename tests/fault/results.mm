// What tasks gave is right, or there is an error of memory, whatever allocations fail.
let got = 'none'
try {
    let works = []
    concurrent {
        for 1..4 -> i { works.push(spawn { (1..i * 30).map {|k| k * i } }) }
    }
    got = works.map {|w| w.result.len }
    die "wrong: {got}" unless got == [30, 60, 90, 120]
    got = (1..20).pmap {|i| (1..100).map {|k| k * i }.len }
    die "wrong: {got}" unless got == (1..20).map { 100 }
} catch MemoryError { }
  catch StackError { }
say 'the end'
exit 0
