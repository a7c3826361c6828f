// flags: --schedulers 1
// Looking for a pattern in a long text, and changing one place of it, takes turns with others.
use Turns (aside)

let text = 'lorem ipsum '.repeat(250_000)
let wide = 'lörem ipsum '.repeat(200_000)
let last = text + "end 42"
say aside({ text.match(/never(\d)/) }).dump         // expect: [true, nil]
say aside({ last.match(/(d) (\d+)/) }).dump         // expect: [true, ['d 42', 'd', '42']]
say aside({ (wide + 'ä7').match(/ä(\d)$/) }).dump   // expect: [true, ['ä7', '7']]
say aside({ last =~ /e(n)d/ ? [_1] : nil }).dump    // expect: [true, ['n']]
say aside({ text !~ /end/ }).dump                   // expect: [true, true]
say aside({ given [last] { when [/never/] { 1 } when [/end (\d+)/] { _1 } } }).dump      // expect: [true, '42']
say aside({ [/end/.test(last), /end/.match(last), [text, last].grep(/end/).len] }).dump    // expect: [true, [true, ['end'], 1]]
say aside({ [last.gmatch(/\d/), text.gmatch(/never/), last.split(/end/).len] }).dump    // expect: [true, [['4', '2'], [], 2]]

// What stands in front of a match, what must be at the end, and what may be empty.
say aside({ [last.match(/(?<=end )\d/), last.match(/\d(?=2$)/), last.match(/$/)] }).dump  // expect: [true, [['4'], ['4'], ['']]]
say aside({ [last.match(/\bend\b/), last.match(/^end/), (text + "\nend").match(/^end$/m)] }).dump
// expect: [true, [['end'], nil, ['end']]]
say [last.match(/never|(\Gl)/), last.match(/x(*SKIP)y|d 4/), text.match(/^ipsum/), last.match(/.*end/s)[0].len]
// expect: [['l', 'l'], ['d 4'], nil, 3000003]
let empty = text.gsub(/x*$/, '!')
say empty.len, ' ', empty[-2..-1]                   // expect: 3000001  !

// One place changes.
say aside({ let t = last.sub('end', 'END'); [t.len, t[-8..-1]] }).dump     // expect: [true, [3000006, 'm END 42']]
say aside({ let t = (wide + 'ä7ö').sub('ä7', '-'); [t.len, t[-3..-1]] }).dump    // expect: [true, [2400002, ' -ö']]
say aside({ let t = last.sub(/e(n)d/, 'E'); [t.len, t[-6..-1]] }).dump     // expect: [true, [3000004, 'm E 42']]
say aside({ let t = last.sub(/end/, {|m| m.uc }); [t.len, t[-6..-1]] }).dump     // expect: [true, [3000006, 'END 42']]
say aside({ text.sub('never', 'x') == text }).dump  // expect: [true, true]
say aside({ text.sub(/never/, 'x') == text }).dump  // expect: [true, true]
say aside({ let t = text.sub('lorem', ''); [t.len, t[0..7]] }).dump        // expect: [true, [2999995, ' ipsum l']]
say aside({ let t = text.gsub(/never/, 'x'); t == text }).dump     // expect: [true, true]
say aside({ let t = text.gsub(/p(s)u/, {|m| m.uc }); [t.len, t[0..12]] }).dump   // expect: [true, [3000000, 'lorem iPSUm l']]
say aside({ let t = text.insert('<>', 6); [t.len, t[0..13]] }).dump        // expect: [true, [3000002, 'lorem <>ipsum ']]
say aside({ let t = wide.ucfirst; [t.len, t[0..4], wide.insert('!', -1)[-2..-1]] }).dump     // expect: [true, [2400000, 'Lörem', '! ']]

// All words change.
let words = 'ἈΘΗΝΑΣ ΚΌΣΜΟΣ, ßx  '.repeat(40_000) + 'ΟΔΌΣ'
say aside({ let t = words.wordcase; [t.len, t[0..18], t[-4..-1]] }).dump   // expect: [true, [800004, 'Ἀθηνας Κόσμος, Ssx ', 'Οδός']]
say aside({ words.wordcase == words.split(' ').map({|w| w.wordcase }).join(' ') }).dump    // expect: [true, true]

// Spaces at the ends go.
let space = " \u{2003}\t ".repeat(150_000)
say aside({ [(space + 'a b' + space).trim, (space + 'a').ltrim, ('b' + space).rtrim] }).dump     // expect: [true, ['a b', 'a', 'b']]
say aside({ [space.trim, space.ltrim, space.rtrim, (space + 'x').rtrim.len] }).dump      // expect: [true, ['', '', '', 600001]]

// Few long texts, or many short values, become one.
say aside({ [text, wide, last].join('--').len }).dump       // expect: [true, 8400010]
say aside({ ['ä', text, ''].join.len }).dump        // expect: [true, 3000001]
let values = (^60_000).map {|i| [i, 2.5, nil, true, 's', 2 ** 40][i % 6] }
say aside({ values.join(', ') == values.map({|v| "{v}" }).join(', ') }).dump     // expect: [true, true]
say aside({ (values + [2 ** 70, [1]]).join(' ')[-26..-1] }).dump   // expect: [true, '1180591620717411303424 [1]']
say try { (values + [{|x| x }]).join.len > 0 } catch e { "{e}" }   // expect: true

// One that is ended in the midst of it leaves nothing behind.
let ps = [ma { loop { text.match(/never/) } }, ma { loop { last.sub('end', 'x').len } }, ma { loop { text.wordcase.len } },
    ma { loop { text =~ /never/ } }, ma { loop { values.join.len } }]
sleep 0.01
for ps -> p { Ma.exit(p, 'kill') }
say ps.map {|p| p.join }                            // expect: ['killed', 'killed', 'killed', 'killed', 'killed']
