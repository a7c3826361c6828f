// All placements of N queens by a pool of workers: a board with at most T queens goes back to the master as a message for each way to go on,
// a fuller one is finished where it is.
use Bu (timed, report)

fn is_safe(board, c) {
    let d = board.len
    for ^d -> i {
        let q = board[i]
        return false if q == c || q - c == d - i || c - q == d - i
    }
    true
}

fn solutions(board, n) {
    return 1 if board.len == n
    let count = 0
    for ^n -> c { count += solutions(board + [c], n) if is_safe(board, c) }
    count
}

fn worker(n, threshold, master) {
    receive {
        when ['board', board] {
            if board.len < threshold {
                for ^n -> c { master <- ['more', board + [c]] if is_safe(board, c) }
                master <- ['done', 0]
            } else {
                master <- ['done', solutions(board, n)]
            }
            worker(n, threshold, master)
        }
        when 'stop' { }
    }
}

const known = {12 => 14_200, 10 => 724, 8 => 92, 6 => 4}
let n = ARGV[0].num
let threshold = ARGV[1].num
let (secs, got) = timed({
    let me = Ma.self
    let pool = (^20).map {|_i| ma worker(n, threshold, me) }
    pool[0] <- ['board', []]
    let open = 1
    let sent = 1
    let found = 0
    while open > 0 {
        receive {
            when ['more', board] {
                pool[sent % pool.len] <- ['board', board]
                sent++
                open++
            }
            when ['done', k] { found += k; open-- }
        }
    }
    for pool -> p { p <- 'stop' }
    [found, sent]
})*
const boards = {'10 4' => 1847, '12 4' => 4959, '6 2' => 27}
report('savina_nqueens', secs, got[1], got == [known{n}, boards.get("{n} {threshold}", got[1])], {boards => got[1]})
