// Eight queens, ten times: the first placement that is found.
use Bu (repeated)

class Board {
    field rows = Array.new(8, true)
    field maxs = Array.new(16, true)
    field mins = Array.new(16, true)
    field queens = Array.new(8, -1)

    meth place(c) {
        for ^8 -> r {
            if self.is_free(r, c) {
                queens[r] = c
                self.mark(r, c, false)
                return true if c == 7
                return true if self.place(c + 1)
                self.mark(r, c, true)
            }
        }
        false
    }

    meth is_free(r, c) { rows[r] && maxs[c + r] && mins[c - r + 7] }

    meth mark(r, c, v) {
        rows[r] = v
        maxs[c + r] = v
        mins[c - r + 7] = v
    }
}

repeated('awfy_queens', ARGV[0].num, true, { (^10).all {|_i| Board.new.place(0) } })
