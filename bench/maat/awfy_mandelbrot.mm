// The Mandelbrot set, N by N points, folded into one number.
use Bu (timed, report)

// Whether the point is still near after fifty steps: 0, else 1.
fn escapes(cr, ci) {
    let zrzr = 0.0
    let zizi = 0.0
    let zi = 0.0
    for ^50 {
        let zr = zrzr - zizi + cr
        zi = 2.0 * zr * zi + ci
        zrzr = zr * zr
        zizi = zi * zi
        return 1 if zrzr + zizi > 4.0
    }
    0
}

fn mandelbrot(size) {
    let sum = 0
    let acc = 0
    let bits = 0
    for ^size -> y {
        let ci = 2.0 * y / size - 1.0
        for ^size -> x {
            acc = (acc << 1) + escapes(2.0 * x / size - 1.5, ci)
            bits++
            if bits == 8 || x == size - 1 {
                sum = sum ^ (acc << (8 - bits))
                acc = 0
                bits = 0
            }
        }
    }
    sum
}

const known = {1 => 128, 500 => 191, 750 => 50}
let n = ARGV[0].num
let (secs, sum) = timed({ mandelbrot(n) })*
report('awfy_mandelbrot', secs, n * n, sum == known{n})
