// All permutations of six elements by exchanges: 8,660 calls.
use Bu (repeated)

class Permutations {
    field count :ro = 0
    field v = (^6).array

    meth permute(n) {
        count++
        if n != 0 {
            let last = n - 1
            self.permute(last)
            loop (let i = last; i >= 0; i--) {
                self.swap(last, i)
                self.permute(last)
                self.swap(last, i)
            }
        }
    }

    meth swap(i, j) {
        let t = v[i]
        v[i] = v[j]
        v[j] = t
    }
}

repeated('awfy_permute', ARGV[0].num, 8660, {
    let p = Permutations.new
    p.permute(6)
    p.count
})
