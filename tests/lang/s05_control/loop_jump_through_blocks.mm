// next and break pass through if, given, try and bare blocks (R7).
for ^6 -> i {
    if i == 0 { next }
    given i { when 1 { next } }
    try { next if i == 2 } finally { print 'f' }
    { break if i == 4 }
    print i
}
say '' // expect: ff3f
