// Long texts are worked on in pieces; in `blocking` all is done at once. The results are the same, whatever lies at the border of two pieces.
let marks = ['é', 'ΑΣ ', 'aaa', 'xyxyx', "\u{1F600}", "\r\n"]
let failed = []

fn same(name, f) {
    let want = blocking f()
    failed.push(name) if f() != want
}

// Texts in which a mark lies across the end of the first piece, at every place of it (of long pieces at one).
fn each_text(bound, marks, f) {
    for marks -> mark {
        let n = mark.bytes.len
        for (bound > 32768 ? [-1] : -n..0) -> shift {
            let s = 'b'.repeat(bound + shift) + mark
            f(s, mark, "{bound} {mark} {shift} at the end")
            f(s + 'b'.repeat(20) + mark, mark, "{bound} {mark} {shift}")
        }
    }
}

each_text(8192, marks, {|s, mark, at|
    same("split {at}", { s.split('aa') })
    same("split by a pattern {at}", { s.split(/a+|y/) })
    same("lines {at}", { s.lines })
    same("words {at}", { s.words })
    same("gmatch {at}", { s.gmatch(/[^b]+/) })
})
each_text(32768, marks.head(4), {|s, mark, at|
    same("uc {at}", { s.uc })
    same("lc {at}", { s.lc })
    same("rev {at}", { s.rev })
    same("gsub {at}", { s.gsub('aa', '-') })
    same("gsub of two {at}", { s.gsub('xyx', '-') })
    same("gsub of a pattern {at}", { s.gsub(/(?<=b)(é|a|x)/, '-') })
    same("hex {at}", { s.bytes.hex })
})
each_text(131072, ['é', 'aaa'], {|s, mark, at|
    same("count {at}", { [s.count('aa'), s.count(mark)] })
    same("kinds {at}", { [s.is_alpha, s.is_lower] })
})
each_text(524288, ['é', 'aaa'], {|s, mark, at|
    same("index {at}", { [s.index(mark), s.rindex(mark), s.has(mark)] })
})
same('chars', { ('aé'.repeat(9000)).chars })
same('empty matches', { 'ab'.repeat(9000).gsub(/x*/, '-') })
same('a needle longer than a piece', { 'ab'.repeat(40000).split('ab'.repeat(10000)) })
same('nothing left', { 'a'.repeat(40000).gsub('a', '') })
say failed                          // expect: []

// Short results of long texts leave nothing behind.
fn round(n) { for ^n { 'a'.repeat(33_000).gsub('aaaaaaaaaa', '') }; GC.collect; Sys.memory<allocated> }
round(100)
let before = round(100)
let more = round(400) - before
say more < 20_000 ? true : more     // expect: true
