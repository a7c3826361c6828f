// Code points of long text that is not ASCII: the same by index, slice and search as by its Array of characters.
let pieces = @a(a é € 😀 z ñ)
let words = (^3000).map {|i| pieces[i * i % 6] + pieces[(i + i.div(7)) % 6] }
let s = words.join('')
let chars = s.chars
say s.len, ' ', s.bytes.len, ' ', chars.len
let wrong = 0
for ^s.len -> i { wrong++ if s[i] != chars[i] }
for 1..s.len -> i { wrong++ if s[-i] != chars[-i] }
for [1, 63, 64, 65, 255, 256, 257, 1000] -> n {
    for ^20 -> k {
        let at = k * 290
        wrong++ if s.slice(at, at + n - 1) != chars[at..^at + n].join('')
        wrong++ if s.substr(at, n) != s.slice(at, at + n - 1)
    }
}
say wrong
// slices of slices, and text that goes on to grow
let t = s[100..^5000]
say t[0] == s[100], t[4000] == s[4100], t[77..^4000][3000] == s[3177]
let grown = s
for ^500 -> i { grown += pieces[i % 6]; wrong++ if grown[-1] != pieces[i % 6] || grown[5999] != s[5999] }
say grown.len, ' ', wrong
say s.index('zñ', 1000), ' ', s.rindex('€'), ' ', (s + '#').index('#')
// expect: 6000 11784 6000
// expect: 0
// expect: truetruetrue
// expect: 6500 0
// expect: 1028 5991 6000
