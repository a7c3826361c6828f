// The towers of Hanoi with thirteen disks: 8,191 moves.
use Bu (repeated)

class Disk {
    field size :ro
    field below :rw = nil
}

class Towers {
    field piles = [nil, nil, nil]
    field moves :ro = 0

    meth build(pile, disks) {
        loop (let i = disks; i >= 0; i--) { self.push(Disk.new(size => i), pile) }
    }

    meth push(disk, pile) {
        let top = piles[pile]
        die 'a larger disk on a smaller one' if top && disk.size >= top.size
        disk.below = top
        piles[pile] = disk
    }

    meth pop(pile) {
        let top = piles[pile]
        die 'no disk there' unless top
        piles[pile] = top.below
        top.below = nil
        top
    }

    meth move_top(from, to) {
        self.push(self.pop(from), to)
        moves++
    }

    meth move(disks, from, to) {
        if disks == 1 {
            self.move_top(from, to)
        } else {
            let other = 3 - from - to
            self.move(disks - 1, from, other)
            self.move_top(from, to)
            self.move(disks - 1, other, to)
        }
    }
}

repeated('awfy_towers', ARGV[0].num, 8191, {
    let t = Towers.new
    t.build(0, 13)
    t.move(13, 0, 1)
    t.moves
})
