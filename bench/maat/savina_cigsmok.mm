// An arbiter gives the ingredients to one of S smokers drawn at random, R times; the smoker smokes for a while and says that it has begun.
use Bu (Random, timed, report)

fn smoker(arbiter) {
    receive {
        when ['smoke', turns] {
            arbiter <- 'started'
            let x = 0
            for ^turns -> i { x += i }
            smoker(arbiter)
        }
        when 'stop' { }
    }
}

const known = {'200 1000' => 1_660_271_744, '200 5000' => 704_855_592, '10 50' => 20_721_724}
let s = ARGV[0].num
let r = ARGV[1].num
let (secs, hash) = timed({
    let me = Ma.self
    let smokers = (^s).map {|_i| ma smoker(me) }
    let random = Random.new(seed => r * s)
    let hash = 0
    for ^r {
        let who = random.below(s)
        let turns = random.below(1000) + 10
        hash = (hash * 31 + who) & 0xffffffff
        smokers[who] <- ['smoke', turns]
        receive { when 'started' { } }
    }
    for smokers -> p { p <- 'stop' }
    hash
})*
report('savina_cigsmok', secs, r, hash == known{"{s} {r}"})
