/* Waiting with a deadline. The interpreter does the waiting operation again when the maatine is woken (MA-3); what is waited for
 * is remembered in the waiter in between.
 *
 * The timer fires on a scheduler's thread, notes which start it was, and wakes the mailbox. A timer that fires while it is being
 * cancelled notes an old number, which nobody looks for.
 */
#include "base/mem.h"
#include "base/world.h"
#include "sched/epoch.h"
#include "vm/maatine/info.h"
#include "vm/maatine/life.h"
#include <math.h>

/* ---- the timer ---- */

static void on_timer(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)s;
    struct waiter *w = (struct waiter *)((char *)t - offsetof(struct waiter, timer));
    store_rel(&w->fired, arg); /* pairs with timer_over */
    ma_look(w->m);
}

struct waiter *waiter_of(Maatine *m)
{
    if (!m->waiter) {
        struct waiter *w = mem_zalloc(MEM_SIGNAL, sizeof *w);
        w->m = m;
        timer_init(&w->timer, on_timer);
        store_rel(&m->waiter, w); /* pairs with the search for deadlocks (cells.c) */
    }
    return m->waiter;
}

void waiter_free(struct waiter *w)
{
    if (!w) return;
    reply_close(&w->slot);
    if (w->down) envelope_free(w->down);
    if (w->info) info_free(w->info);
    mem_free(MEM_SIGNAL, w);
}

void timer_arm(Maatine *m, uint64_t deadline)
{
    struct waiter *w = waiter_of(m);
    if (w->deadline == deadline) return;
    timer_disarm(m);
    w->deadline = deadline;
    timer_start(m->sched, &w->timer, deadline, ++w->number, true);
}

void timer_disarm(Maatine *m)
{
    struct waiter *w = m->waiter;
    if (!w || !w->deadline) return;
    (void)timer_cancel(&w->timer);
    w->deadline = 0;
    w->number++; /* so that a start that is firing now is not taken for this one */
}

bool timer_over(const Maatine *m)
{
    const struct waiter *w = m->waiter;
    return w && w->deadline && load_acq(&w->fired) == w->number; /* pairs with on_timer */
}

/* ---- waits of natives ---- */

bool wait_for(Maatine *m, enum wait_kind kind, double secs)
{
    if (m->wait_kind == WAIT_NONE) {
        if (!(secs > 0)) return false;
        store_rlx(&m->wait_kind, (uint8_t)kind);
        if (isinf(secs))
            timer_disarm(m); /* of a receive whose guard waits */
        else
            timer_arm(m, timer_after(world_mono_ns(), secs));
        return true;
    }
    MAAT_ASSERT(m->wait_kind == kind);
    return !timer_over(m);
}

void wait_done(Maatine *m)
{
    timer_disarm(m);
    if (m->waiter && load_rlx(&m->waiter->awaits)) store_sc(&m->waiter->awaits, 0);
    store_rlx(&m->wait_kind, (uint8_t)WAIT_NONE);
}

bool wait_again(const Maatine *m) { return m->wait_kind != WAIT_NONE; }

void maatine_wake(struct runtime *rt, uint64_t id)
{
    if (!rt->pool) return; /* the program has ended: what it left is being released */
    bool stranger = sched_current() == NULL;
    unsigned ticket = stranger ? epoch_enter(rt->pool) : 0;
    Maatine *p = table_find(rt->table, id);
    if (p) ma_look(p);
    if (stranger) epoch_leave(rt->pool, ticket);
}

void wake_senders_slow(struct runtime *rt, Mailbox *mb)
{
    uint64_t ids[32];
    uint32_t n;
    do {
        n = mailbox_take_waiters(mb, ids, 32);
        for (uint32_t i = 0; i < n; i++) {
            Maatine *p = table_find(rt->table, ids[i]);
            if (p) ma_look(p);
        }
    } while (n == 32);
}

/* ---- giving up ---- */

static void abort_mailbox(Maatine *m)
{
    Maatine *p = ma_find(m, m->waiter->target);
    if (p && mailbox_cancel_wait(&p->mailbox, m->id)) wake_senders(m->rt, &p->mailbox);
}

static void abort_answer(Maatine *m)
{
    struct waiter *w = m->waiter;
    ma_unwatch(m, w->ref);
    reply_close(&w->slot);
    if (w->down) envelope_free(w->down);
    w->down = NULL;
    w->ref = 0;
}

void wait_abort(Maatine *m)
{
    switch ((enum wait_kind)m->wait_kind) {
    case WAIT_MAILBOX: abort_mailbox(m); break;
    case WAIT_REPLY:
    case WAIT_JOIN: abort_answer(m); break;
    case WAIT_CELL: cells_wait_abort(m); break;
    case WAIT_CHANNEL:
    case WAIT_WORK:
    case WAIT_IO:
    case WAIT_OFFLOAD:
        if (m->waiter && m->waiter->op_cancel) m->waiter->op_cancel(m, m->waiter->op);
        break;
    default: break;
    }
    if (m->waiter) m->waiter->op_cancel = NULL;
    wait_done(m);
}
