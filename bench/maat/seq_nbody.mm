// The Sun and the four giants, N steps of a hundredth of a day each.
use Bu (timed, report)

const year = 365.24
const solar = 4 * 3.141592653589793 ** 2
const dt = 0.01

class Body {
    field x :rw
    field y :rw
    field z :rw
    field vx :rw
    field vy :rw
    field vz :rw
    field mass :ro
}

fn body(x, y, z, vx, vy, vz, mass) {
    Body.new(x => x, y => y, z => z, vx => vx * year, vy => vy * year, vz => vz * year, mass => mass * solar)
}

fn bodies {
    let bs = [
        body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
        body(4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01,
            1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05, 9.54791938424326609e-04),
        body(8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01,
            -2.76742510726411e-03, 4.99852801234917238e-03, 2.30417297573763929e-05, 2.85885980666130812e-04),
        body(1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01,
            2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05, 4.36624404335156298e-05),
        body(1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01,
            2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05, 5.15138902046611451e-05),
    ]
    let sun = bs[0]
    sun.vx = -(bs.map {|b| b.vx * b.mass }).sum / solar
    sun.vy = -(bs.map {|b| b.vy * b.mass }).sum / solar
    sun.vz = -(bs.map {|b| b.vz * b.mass }).sum / solar
    bs
}

fn advance(bs) {
    let n = bs.len
    for ^n -> i {
        let a = bs[i]
        for i + 1..^n -> j {
            let b = bs[j]
            let dx = a.x - b.x
            let dy = a.y - b.y
            let dz = a.z - b.z
            let d2 = dx * dx + dy * dy + dz * dz
            let mag = dt / (d2 * d2.sqrt)
            let am = a.mass * mag
            let bm = b.mass * mag
            a.vx -= dx * bm
            a.vy -= dy * bm
            a.vz -= dz * bm
            b.vx += dx * am
            b.vy += dy * am
            b.vz += dz * am
        }
    }
    for bs -> a {
        a.x += dt * a.vx
        a.y += dt * a.vy
        a.z += dt * a.vz
    }
}

fn energy(bs) {
    let e = 0.0
    for ^bs.len -> i {
        let a = bs[i]
        e += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
        for i + 1..^bs.len -> j {
            let b = bs[j]
            let dx = a.x - b.x
            let dy = a.y - b.y
            let dz = a.z - b.z
            e -= a.mass * b.mass / (dx * dx + dy * dy + dz * dz).sqrt
        }
    }
    e
}

const known = {1000 => -0.169087605, 1_000_000 => -0.169086185}
let n = ARGV[0].num
let bs = bodies()
let before = energy(bs)
let (secs, _) = timed({ for ^n { advance(bs) } })*
let after = energy(bs)
let ok = (before + 0.169075164).abs < 1e-9 && (after - known.get(n, after)).abs < 1e-9
report('nbody', secs, n, ok, {energy => sprintf('%.9f', after)})
