// Collisions of N aircraft in 200 frames: motions are drawn on a grid of voxels that lives in red-black trees, and those that meet in a
// voxel are tested by geometry.
use Bu (timed, report)

const low = 0.0
const high = 1000.0
const top = 10.0
const radius = 1.0
const voxel = 2.0

class Vec2 {
    field x :ro
    field y :ro
    meth moved(dx, dy) { Vec2.new(x => x + dx, y => y + dy) }
    meth compare(o) {
        let c = x <=> o.x
        c == 0 ? y <=> o.y : c
    }
}

class Vec3 {
    field x :ro
    field y :ro
    field z :ro
    meth plus(o) { Vec3.new(x => x + o.x, y => y + o.y, z => z + o.z) }
    meth minus(o) { Vec3.new(x => x - o.x, y => y - o.y, z => z - o.z) }
    meth times(k) { Vec3.new(x => x * k, y => y * k, z => z * k) }
    meth dot(o) { x * o.x + y * o.y + z * o.z }
    meth square { x * x + y * y + z * z }
}

class CallSign {
    field value :ro
    meth compare(o) { value <=> o.value }
}

class Node {
    field key :rw
    field value :rw
    field left :rw = nil
    field right :rw = nil
    field parent :rw = nil
    field red :rw = true

    meth successor {
        return right.least if right
        let x = self
        let y = parent
        while y && x === y.right {
            x = y
            y = y.parent
        }
        y
    }

    meth least {
        let x = self
        while x.left { x = x.left }
        x
    }
}

class Tree {
    field root = nil

    meth find(key) {
        let x = root
        while x {
            let c = key.compare(x.key)
            return x if c == 0
            x = c < 0 ? x.left : x.right
        }
        nil
    }

    meth get(key) {
        let n = self.find(key)
        n ? n.value : nil
    }

    // The value that the key had before, or nil.
    meth put(key, value) {
        let y = nil
        let x = root
        let c = 0
        while x {
            y = x
            c = key.compare(x.key)
            if c == 0 {
                let old = x.value
                x.value = value
                return old
            }
            x = c < 0 ? x.left : x.right
        }
        let z = Node.new(key => key, value => value, parent => y)
        if !y {
            root = z
        } elsif c < 0 {
            y.left = z
        } else {
            y.right = z
        }
        self.balance(z)
        nil
    }

    meth balance(node) {
        let x = node
        while x !== root && x.parent.red {
            let p = x.parent
            let g = p.parent
            let is_left = p === g.left
            let uncle = is_left ? g.right : g.left
            if uncle && uncle.red {
                p.red = false
                uncle.red = false
                g.red = true
                x = g
            } else {
                if x === (is_left ? p.right : p.left) {
                    x = p
                    is_left ? self.turn_left(x) : self.turn_right(x)
                }
                x.parent.red = false
                x.parent.parent.red = true
                is_left ? self.turn_right(x.parent.parent) : self.turn_left(x.parent.parent)
            }
        }
        root.red = false
    }

    meth each_node(f) {
        let x = root ? root.least : nil
        while x {
            f(x)
            x = x.successor
        }
    }

    meth replace(old, new_one) {
        let p = old.parent
        if !p {
            root = new_one
        } elsif p.left === old {
            p.left = new_one
        } else {
            p.right = new_one
        }
    }

    meth turn_left(x) {
        let y = x.right
        x.right = y.left
        y.left.parent = x if y.left
        y.parent = x.parent
        self.replace(x, y)
        y.left = x
        x.parent = y
    }

    meth turn_right(y) {
        let x = y.left
        y.left = x.right
        x.right.parent = y if x.right
        x.parent = y.parent
        self.replace(y, x)
        x.right = y
        y.parent = x
    }

    meth remove(key) {
        let z = self.find(key)
        return nil unless z
        let y = z.left && z.right ? z.successor : z
        let x = y.left ? y.left : y.right
        let p = y.parent
        x.parent = p if x
        self.replace(y, x)
        if y !== z {
            self.repair(x, p) unless y.red
            y.parent = z.parent
            y.red = z.red
            y.left = z.left
            y.right = z.right
            y.left.parent = y if y.left
            y.right.parent = y if y.right
            self.replace(z, y)
        } elsif !y.red {
            self.repair(x, p)
        }
        z.value
    }

    meth repair(from, above) {
        let x = from
        let p = above
        while x !== root && !(x && x.red) {
            let is_left = x === p.left
            let w = is_left ? p.right : p.left
            if w.red {
                w.red = false
                p.red = true
                is_left ? self.turn_left(p) : self.turn_right(p)
                w = is_left ? p.right : p.left
            }
            let near = is_left ? w.left : w.right
            let far = is_left ? w.right : w.left
            if !(near && near.red) && !(far && far.red) {
                w.red = true
                x = p
                p = x.parent
            } else {
                unless far && far.red {
                    near.red = false
                    w.red = true
                    is_left ? self.turn_right(w) : self.turn_left(w)
                    w = is_left ? p.right : p.left
                    far = is_left ? w.right : w.left
                }
                w.red = p.red
                p.red = false
                far.red = false if far
                is_left ? self.turn_left(p) : self.turn_right(p)
                x = root
            }
        }
        x.red = false if x
    }
}

class Motion {
    field sign :ro
    field from :ro
    field to :ro

    // Where the two are nearer than a radius for the first time in this frame, or nil.
    meth meets(o) {
        let v1 = to.minus(from)
        let v2 = o.to.minus(o.from)
        let a = v2.minus(v1).square
        if a == 0.0 {
            return nil if o.from.minus(from).square.sqrt > radius
            return from.plus(o.from).times(0.5)
        }
        let b = 2.0 * from.minus(o.from).dot(v1.minus(v2))
        let c = -radius * radius + o.from.minus(from).square
        let d = b * b - 4.0 * a * c
        return nil if d < 0.0
        let t1 = (-b - d.sqrt) / (2.0 * a)
        let t2 = (-b + d.sqrt) / (2.0 * a)
        return nil unless t1 <= t2 && (t1 <= 1.0 <= t2 || t1 <= 0.0 <= t2 || (0.0 <= t1 && t2 <= 1.0))
        let t = t1 <= 0.0 ? 0.0 : t1
        let p = from.plus(v1.times(t)).plus(o.from.plus(v2.times(t))).times(0.5)
        low <= p.x <= high && low <= p.y <= high && low <= p.z <= top ? p : nil
    }
}

// Whether the interval of time between `a` and `b` has a part in the frame.
fn touches(a, b) { a <= 1.0 <= b || a <= 0.0 <= b || (0.0 <= a && b <= 1.0) }

fn is_in(v, motion) {
    return false if v.x > high || v.x < low || v.y > high || v.y < low
    let r = radius / 2.0
    let x0 = motion.from.x
    let y0 = motion.from.y
    let dx = motion.to.x - x0
    let dy = motion.to.y - y0
    let low_x = (v.x - r - x0) / dx
    let high_x = (v.x + voxel + r - x0) / dx
    (low_x, high_x) = (high_x, low_x) if dx < 0.0
    let low_y = (v.y - r - y0) / dy
    let high_y = (v.y + voxel + r - y0) / dy
    (low_y, high_y) = (high_y, low_y) if dy < 0.0
    let in_x = (dx == 0.0 && v.x <= x0 + r && x0 - r <= v.x + voxel) || touches(low_x, high_x)
    let in_y = (dy == 0.0 && v.y <= y0 + r && y0 - r <= v.y + voxel) || touches(low_y, high_y)
    in_x && in_y && (dx == 0.0 || dy == 0.0 || low_y <= high_x <= high_y || low_y <= low_x <= high_y || (low_x <= low_y && high_y <= high_x))
}

fn draw(map, seen, v, motion) {
    return if !is_in(v, motion) || seen.put(v, true)
    let there = map.get(v)
    if there {
        there.push(motion)
    } else {
        map.put(v, [motion])
    }
    draw(map, seen, v.moved(-voxel, 0.0), motion)
    draw(map, seen, v.moved(voxel, 0.0), motion)
    draw(map, seen, v.moved(0.0, -voxel), motion)
    draw(map, seen, v.moved(0.0, voxel), motion)
    draw(map, seen, v.moved(-voxel, -voxel), motion)
    draw(map, seen, v.moved(-voxel, voxel), motion)
    draw(map, seen, v.moved(voxel, -voxel), motion)
    draw(map, seen, v.moved(voxel, voxel), motion)
}

fn corner(x) {
    let c = voxel * (x / voxel).floor
    x < 0 ? c - voxel : c
}

class Detector {
    field places = Tree.new

    meth frame(planes) {
        let seen = Tree.new
        let motions = planes.map {|p|
            let (sign, at) = (p*)
            let old = places.put(sign, at)
            seen.put(sign, true)
            Motion.new(sign => sign, from => old ? old : at, to => at)
        }
        let gone = []
        places.each_node {|n| gone.push(n.key) unless seen.get(n.key) }
        for gone -> sign { places.remove(sign) }
        self.collisions(motions)
    }

    meth collisions(motions) {
        let map = Tree.new
        for motions -> m { draw(map, Tree.new, Vec2.new(x => corner(m.from.x), y => corner(m.from.y)), m) }
        let count = 0
        map.each_node {|n|
            let near = n.value
            for ^near.len -> i {
                for i + 1..^near.len -> j { count++ if near[i].meets(near[j]) }
            }
        }
        count
    }
}

fn simulate(signs, time) {
    let out = []
    loop (let i = 0; i < signs.len; i += 2) {
        out.push([signs[i], Vec3.new(x => time, y => time.cos * 2 + i * 3, z => 10.0)])
        out.push([signs[i + 1], Vec3.new(x => time, y => time.sin * 2 + i * 3, z => 10.0)])
    }
    out
}

fn detect(planes) {
    let signs = (^planes).map {|i| CallSign.new(value => i) }
    let detector = Detector.new
    let count = 0
    for ^200 -> i { count += detector.frame(simulate(signs, i / 10.0)) }
    count
}

const known = {2 => 42, 10 => 390, 100 => 4305, 200 => 8655, 250 => 10_830, 500 => 14_484, 1000 => 14_484}
let n = ARGV[0].num
let (secs, count) = timed({ detect(n) })*
report('awfy_cd', secs, n, count == known{n}, {collisions => count})
