// The Sun and four planets as objects, with the published energies after N steps.
use Bu (timed, report)

const year = 365.24
const solar = 4 * 3.141592653589793 * 3.141592653589793

class Body {
    field x :rw
    field y :rw
    field z :rw
    field vx :rw
    field vy :rw
    field vz :rw
    field mass :ro

    meth offset_momentum(px, py, pz) {
        vx = 0.0 - px / solar
        vy = 0.0 - py / solar
        vz = 0.0 - pz / solar
    }
}

fn body(x, y, z, vx, vy, vz, mass) {
    Body.new(x => x, y => y, z => z, vx => vx * year, vy => vy * year, vz => vz * year, mass => mass * solar)
}

class System {
    field bodies = [
        body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
        body(4.8414314424647209, -1.16032004402742839, -0.103622044471123109,
            0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609),
        body(8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
            -0.00276742510726862411, 0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812),
        body(12.894369562139131, -15.1111514016986312, -0.223307578892655734,
            0.00296460137564761618, 0.0023784717395948095, -0.0000296589568540237556, 0.0000436624404335156298),
        body(15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
            0.00268067772490389322, 0.00162824170038242295, -0.000095159225451971587, 0.0000515138902046611451),
    ]

    meth init {
        let px = 0.0
        let py = 0.0
        let pz = 0.0
        for bodies -> b {
            px += b.vx * b.mass
            py += b.vy * b.mass
            pz += b.vz * b.mass
        }
        bodies[0].offset_momentum(px, py, pz)
    }

    meth advance(dt) {
        for ^bodies.len -> i {
            let a = bodies[i]
            for i + 1..^bodies.len -> j {
                let b = bodies[j]
                let dx = a.x - b.x
                let dy = a.y - b.y
                let dz = a.z - b.z
                let square = dx * dx + dy * dy + dz * dz
                let mag = dt / (square * square.sqrt)
                a.vx = a.vx - dx * b.mass * mag
                a.vy = a.vy - dy * b.mass * mag
                a.vz = a.vz - dz * b.mass * mag
                b.vx = b.vx + dx * a.mass * mag
                b.vy = b.vy + dy * a.mass * mag
                b.vz = b.vz + dz * a.mass * mag
            }
        }
        for bodies -> b {
            b.x = b.x + dt * b.vx
            b.y = b.y + dt * b.vy
            b.z = b.z + dt * b.vz
        }
    }

    meth energy {
        let e = 0.0
        for ^bodies.len -> i {
            let a = bodies[i]
            e += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
            for i + 1..^bodies.len -> j {
                let b = bodies[j]
                let dx = a.x - b.x
                let dy = a.y - b.y
                let dz = a.z - b.z
                e -= a.mass * b.mass / (dx * dx + dy * dy + dz * dz).sqrt
            }
        }
        e
    }
}

const known = {1 => -0.16907495402506745, 250_000 => -0.1690859889909308}
let n = ARGV[0].num
let (secs, energy) = timed({
    let s = System.new
    for ^n { s.advance(0.01) }
    s.energy
})*
report('awfy_nbody', secs, n, energy == known{n}, {energy => energy})
