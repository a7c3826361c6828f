/* Evening out the queues of schedulers that are all busy.
 *
 * Who has nothing to do steals half of what another shows; that keeps all cores busy and no more. Where each has something, the
 * lengths may be far apart (a thief arrived while few were shown, or children stay with their parent), and then runnables on
 * the long queue get their turn so much less often: 900 that compute on one core and 100 on the other get the same two
 * cores. So a busy scheduler looks at the others once in BALANCE_NS and takes from one that has clearly more.
 *
 *      theirs - ours > BALANCE_LEAST and > a quarter of ours      takes half of the difference, at most half of the ring
 *
 * What it takes is the oldest there and goes to the end of its own queue: such a one waits once for both queues, which is still
 * less than two turns of all. The difference that is needed keeps two schedulers from handing the same ones back and
 * forth. Lengths are read without order; a wrong guess costs a little work.
 *
 * Threads: the scheduler `s` is the calling one.
 */
#include "sched/sched_int.h"

#define BALANCE_NS    10000000u
#define BALANCE_LEAST 16u

/* Who has the most of this priority, or NULL. */
static Scheduler *longest(const Scheduler *s, unsigned p, uint32_t *most)
{
    const SchedPool *pool = s->pool;
    Scheduler *found = NULL;
    for (unsigned i = 0; i < pool->n; i++) {
        Scheduler *other = pool->sched[i];
        uint32_t n = other == s ? 0 : runq_count(&other->queue[p]);
        if (n <= *most) continue;
        *most = n;
        found = other;
    }
    return found;
}

static uint32_t take(Scheduler *s, Scheduler *from, unsigned p, uint32_t want)
{
    uint32_t taken = 0;
    while (taken < want) {
        Runnable *r = runq_steal_one(&from->queue[p]);
        if (!r) break;
        s->queued_mask |= 1u << p;
        runq_push(&s->queue[p], r);
        taken++;
    }
    return taken;
}

static void balance_queue(Scheduler *s, unsigned p)
{
    uint32_t ours = runq_count(&s->queue[p]), theirs = 0;
    Scheduler *from = longest(s, p, &theirs);
    if (!from || theirs <= ours || theirs - ours <= BALANCE_LEAST || theirs - ours <= ours / 4)
        return;
    uint32_t want = (theirs - ours) / 2, shown = (runq_shown(&from->queue[p]) + 1) / 2;
    uint32_t taken = take(s, from, p, want < shown ? want : shown);
    if (!taken) return;
    stat_add(&s->stats.steals, 1);
    stat_add(&s->stats.stolen, taken);
}

void balance(Scheduler *s)
{
    if (s->pool->n == 1 || s->now - s->balanced < BALANCE_NS) return;
    s->balanced = s->now;
    for (unsigned p = 0; p < PRIO_COUNT; p++) balance_queue(s, p);
}
