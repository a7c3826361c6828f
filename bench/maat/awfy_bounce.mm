// A hundred balls bounce in a box for fifty steps: 1,331 times.
use Bu (Random, repeated)

class Ball {
    field x
    field y
    field dx
    field dy

    state meth at(random) {
        let x = random.next % 500
        let y = random.next % 500
        let dx = random.next % 300 - 150
        Ball.new(start => [x, y, dx, random.next % 300 - 150])
    }

    field start :built
    meth init { (x, y, dx, dy) = (start*) }

    // One step; whether it hit a wall.
    meth bounce {
        let hit = false
        x += dx
        y += dy
        if x > 500 { x = 500; dx = -dx.abs; hit = true }
        if x < 0 { x = 0; dx = dx.abs; hit = true }
        if y > 500 { y = 500; dy = -dy.abs; hit = true }
        if y < 0 { y = 0; dy = dy.abs; hit = true }
        hit
    }
}

fn bounces {
    let random = Random.new
    let balls = (^100).map {|_i| Ball.at(random) }
    let count = 0
    for ^50 {
        for balls -> b { count++ if b.bounce }
    }
    count
}

repeated('awfy_bounce', ARGV[0].num, 1331, bounces)
