// JSON of 10,000 records, encoded and decoded R times each.
use Bu (timed, report)
use Json (parse, dump)

fn document {
    (1..10_000).map {|i|
        {id => i, name => "item-{i}", pos => [i, 2 * i], score => i + 0.5, on => true, tags => ['a', 'b'],
            sub => {k => 'v', n => nil}}
    }
}

fn encode(r, doc) {
    let text = ''
    for ^r { text = dump(doc) }
    text
}

fn decode(r, text) {
    let doc = nil
    for ^r { doc = parse(text) }
    doc
}

let r = ARGV[0].num
let doc = document()
let (encoding, text) = timed({ encode(r, doc) })*
report('json_encode', encoding, r * text.len, text.len == 1_160_026, {bytes => text.len})
let (decoding, back) = timed({ decode(r, text) })*
let sum = 0
for back -> x { sum += x<id> }
report('json_decode', decoding, r * text.len, sum == 50_005_000 && back == doc)
