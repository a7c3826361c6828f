// A program that ends badly, as its argument says; until 'begin' comes it waits, so that somebody can attach.
say 'ready'
receive { when 'begin' { nil } } after 600 { nil }
given ARGV[0] {
    when 'wait' {
        let p = Ma.spawn({ receive { when 'never' { nil } } }, label => 'other')
        receive { when 'go' { say 'went' } }
        receive { when 'never' { nil } }
    }
    when 'memory' {
        Ma.spawn({ let keep = []; loop { keep.push('x' * 1000) } }, label => 'hog')
        receive { when 'stop' { nil } } after 600 { nil }
        exit 0
    }
    when 'refused' {
        Ma.spawn({ let keep = []; loop { keep.push(Bytes.new(8_000_000)) } }, label => 'hog')
        receive { when 'stop' { nil } } after 600 { nil }
        exit 0
    }
    when 'breaks' {
        Ma.spawn({ say (10 ** 40).powmod(3, 1000) }, label => 'breaking')
        receive { when 'never' { nil } }
    }
    when 'texts' {
        for ^2 { Ma.spawn({ loop { let text = ('x' * 3_000 + "{Ma.self}").bytes; ma { 'z' * 3000 } } }) }
        say 'busy'
        let n = 0
        loop { n += 1; let text = 'ab' * (10_000 + n % 9000) }
    }
    when 'many' { loop { Ma.spawn({ receive { when 'never' { nil } } }, label => 'idler') } }
}
