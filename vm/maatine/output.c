/* Standard output and error: whole pieces, in the order in which they were written (R42).
 *
 * All maatines append to one buffer under the lock LOG, so what one wrote before it sent a message stands before what the
 * receiver writes. The buffer is written out when it is large, about a millisecond after something was written (a timer of the
 * scheduler that wrote it), before anything goes to standard error, and at the end. One thread writes at a time, outside the
 * lock, and what it writes was taken from the buffer whole, so pieces stay in order.
 */
#include "base/atomic.h"
#include "base/mem.h"
#include "base/world.h"
#include "sched/timer.h"
#include "vm/maatine/life.h"
#include "vm/observe/observe.h"
#include "vm/runtime.h"
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

#define OUT_LARGE (64 * 1024)
#define OUT_FULL  (4 * OUT_LARGE) /* writers wait for the one that is writing out */
#define OUT_DELAY 1000000u        /* ns */

/* Writes everything, whatever the descriptor's mode. False: nobody reads it any more. */
static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t w = write(fd, p, n);
        if (w >= 0) {
            p += w;
            n -= (size_t)w;
        } else if (errno == EAGAIN) {
            struct pollfd pf = {.fd = fd, .events = POLLOUT};
            (void)poll(&pf, 1, -1);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

/* Takes what is in the buffer and writes it, until nothing is left. Another thread that is at it does it for us, unless
 * `finish`: then it is waited for. */
static void write_out(struct runtime *rt, bool finish)
{
    for (;;) {
        lock_take(&rt->log_lock);
        bool busy = rt->out_busy;
        Buf piece = rt->out;
        if (!busy) {
            rt->out = rt->out_spare;
            rt->out_spare = (Buf)BUF_INIT;
            rt->out_busy = piece.len > 0;
        }
        lock_drop(&rt->log_lock);
        if (busy && !finish) return;
        if (busy) {
            sched_yield();
            continue;
        }
        if (piece.len) (void)write_all(STDOUT_FILENO, piece.p, piece.len);
        bool more = piece.len > 0;
        buf_clear(&piece);
        lock_take(&rt->log_lock);
        Buf drop = rt->out_spare;
        rt->out_spare = piece;
        rt->out_busy = false;
        lock_drop(&rt->log_lock);
        buf_fini(&drop);
        if (!more) return;
    }
}

void runtime_flush(struct runtime *rt) { write_out(rt, true); }

#define DYING_MS 100 /* so long is waited for the other writer, and for who reads */

void runtime_flush_dying(struct runtime *rt)
{
    if (!lock_none_held()) return;
    bool mine = false;
    for (int ms = 0; ms < DYING_MS && !mine; ms++) {
        if (lock_try(&rt->log_lock)) {
            mine = !rt->out_busy;
            if (!mine) lock_drop(&rt->log_lock);
        }
        if (!mine) (void)poll(NULL, 0, 1);
    }
    const char *p = rt->out.p;
    size_t n = mine ? rt->out.len : 0;
    struct pollfd ready = {.fd = STDOUT_FILENO, .events = POLLOUT};
    while (n && poll(&ready, 1, DYING_MS) == 1) {
        ssize_t w =
            write(STDOUT_FILENO, p, n < PIPE_BUF ? n : PIPE_BUF); /* a pipe has that much room */
        if (w < 0) return;
        p += w;
        n -= (size_t)w;
    }
}

static void on_out_timer(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)t;
    (void)arg;
    struct runtime *rt = sched_user(s);
    store_rel(&rt->life->out_planned, 0); /* pairs with plan_flush */
    write_out(rt, false);
}

/* Something is in the buffer: it goes out soon. One timer of each scheduler, one of them started at a time. */
static void plan_flush(struct runtime *rt)
{
    Scheduler *s = sched_current();
    struct life *l = rt->life;
    if (!s || !l || load_acq(&l->out_planned) || xchg_ar(&l->out_planned, 1)) return;
    Timer *t = &l->out_timers[sched_index(s)];
    if (!t->fn) timer_init(t, on_out_timer);
    timer_start(s, t, sched_now(s) + OUT_DELAY, 0, false);
}

void runtime_out(struct runtime *rt, const char *p, size_t n)
{
    lock_take(&rt->log_lock);
    buf_add(&rt->out, p, n);
    size_t len = rt->out.len;
    lock_drop(&rt->log_lock);
    if (len > OUT_LARGE)
        write_out(rt, len > OUT_FULL);
    else
        plan_flush(rt);
}

void runtime_err(struct runtime *rt, const char *p, size_t n)
{
    runtime_flush(rt);
    (void)write_all(STDERR_FILENO, p, n);
    observe_log(rt, p, n);
}
