// Texts: heredocs, regexes, formats, code points. What is expected stands at the end.
let text = <<~END
    the quick brown fox
      jumps over the lazy dog
    the end {1 + 1}
    END
print text
let words = text.words.map(:.lc)
let freq = {}
for words -> w { freq{w} = (freq{w} \\ 0) + 1 }
for freq.pairs.sort {|a, b| b[1] <=> a[1] || a[0] <=> b[0] }.take(3) -> p { say "{p[0]}: {p[1]}" }
say freq.keys.sort_by {|w| [-freq{w}, w] }.head(3)
let raw = <<~'END'
    raw {x} \n
      two
    END
print raw
let q = <<~"END"
  q {'x' * 3}\tq
  END
print q
say text.lines.len, text.lines.map(:.len)
let date = /(\d{4})-(\d\d)-(\d\d)/
if 'on 2024-03-05 ok' =~ date { say _1, _2, _3, _0 } else { say 'no' }
fn parse(line) {
    given line {
        when /^(\w+)\s*=\s*(.*)$/ { [_1, _2] }
        when /^\s*#/ { nil }
        when '' { nil }
        default { die ParseError.new(message => "bad line: {line}") }
    }
}
for ['a = 1', '# no', '', 'b=2 3', 'bad'] -> l { try { say parse(l).dump } catch ParseError -> e { say e } }
say 'John Smith'.sub(/(\w+) (\w+)/) {|m| m.rev }, 'a-b-c'.split('-').join('+')
say 'x=1;y=2'.split(';').map({|p| p.split('=') }).flat.hash
say "tab\tnew\\n \{x} {"nested {1 + 1}"} \u{1F600} \x41"
say 'single \' quote \\ \n {x}'
let name = 'Zoë'
say "{name.len} {name.bytes.len} {name.uc} {name.rev} {name[2]} {name[-1]}"
say name.chars, name.ord, 'é'.ord.hex, 233.chr
say 'abc' < 'abd', 'Z' < 'a', 'é' > 'z', 'a' <=> 'b'
say '%5.2f|%-6s|%03d' .len
say sprintf('%5.2f|%-6s|%03d|%x|%e', 3.14159, 'ab', 7, 255, 12345.678)
printf '%s is %d years\n', 'Bob', 42
printf "%s is %d years\n", 'Bob', 42
printf("%5s|%-5s|\n", 'r', 'l')
say 'hello world'.gsub(/o/, '0').ucfirst, 'HELLO'.lc.wordcase
say 'a,b;c d'.split(/[,; ]/), '  x y '.trim.words, 'abc'.has('b'), 'abcabc'.index('c'), 'abcabc'.rindex('c')
say 'abc'.lpad(6, '.') + '|' + 'abc'.pad(6, '.')
say '12'.num + 1, '1.5e3'.num, 'x'.num, ('12' + '3').num
say 'aaa'.gsub('a', 'b'), 'path/to/file'.split('/').last
say "multi
line", 'x'
say 'one two three'.gmatch(/\w+/).map(:.len)
say 'k1=v1, k2=v2'.gmatch(/(\w+)=(\w+)/)

// expect: the quick brown fox
// expect:   jumps over the lazy dog
// expect: the end 2
// expect: the: 3
// expect: 2: 1
// expect: brown: 1
// expect: ['the', '2', 'brown']
// expect: raw {x} \n
// expect:   two
// expect: q xxx	q
// expect: 3[19, 25, 9]
// expect: 202403052024-03-05
// expect: ['a', '1']
// expect: nil
// expect: nil
// expect: ['b', '2 3']
// expect: ParseError: bad line: bad
// expect: htimS nhoJa+b+c
// expect: {x => '1', y => '2'}
// expect: tab	new\n {x} nested 2 😀 A
// expect: single ' quote \ \n {x}
// expect: 3 4 ZOË ëoZ ë ë
// expect: ['Z', 'o', 'ë']90e9é
// expect: truetruetrue-1
// expect: 15
// expect:  3.14|ab    |007|ff|1.234568e+04
// expect: Bob is 42 years\nBob is 42 years
// expect:     r|l    |
// expect: Hell0 w0rldHello
// expect: ['a', 'b', 'c', 'd']['x', 'y']true25
// expect: ...abc|abc...
// expect: 131500nil123
// expect: bbbfile
// expect: multi
// expect: linex
// expect: [3, 3, 5]
// expect: [['k1', 'v1'], ['k2', 'v2']]
