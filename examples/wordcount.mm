// Counts the words of files over a pool of workers: `maat run examples/wordcount.mm FILE...`
//
// A word is a run of the letters a-z and A-Z; case is ignored. Prints `COUNT WORD` lines, most frequent first, equal counts
// by word: what `tr -cs A-Za-z '\n' | tr A-Z a-z | sort | uniq -c | sort -k1,1nr -k2` says.
use File

const pool = 4

fn count_words(text) {
    let counts = {}
    for text.lc.gmatch(/[a-z]+/) -> word {
        counts{word} = counts.get(word, 0) + 1
    }
    counts
}

// Takes file names until it is told to stop; sends the counts of each.
fn worker(home) {
    loop {
        home <- ['idle', Ma.self]
        receive {
            when ['count', path] { home <- ['counted', path, count_words(File.read(path))] }
            when 'stop' { return nil }
        }
    }
}

// Gives every idle worker the next file; adds up what comes back.
fn gather(paths) {
    let me = Ma.self
    let total = {}
    let left = paths.len
    let at = 0
    for ^pool { Ma.spawn(worker, args => [me], link => true, label => 'word counter') }
    while left > 0 {
        receive {
            when ['idle', w] {
                if at < paths.len { w <- ['count', paths[at]]; at++ }
            }
            when ['counted', _, counts] {
                for counts -> word, n { total{word} = total.get(word, 0) + n }
                left--
            }
        }
    }
    total
}

if ARGV.is_empty {
    warn 'usage: maat run examples/wordcount.mm FILE...'
    exit 2
}
let total = gather(ARGV)
let rows = total.pairs.sort {|a, b| a[1] == b[1] ? a[0] <=> b[0] : b[1] <=> a[1] }
for rows -> row { say "{row[1]} {row[0]}" }
exit 0
