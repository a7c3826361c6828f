/* Work that comes from other threads: tasks to one scheduler's inbox, runnables to the pool's.
 *
 * Both are stacks pushed by compare-and-swap and taken whole by one exchange, so nothing is ever popped singly
 * and ABA cannot happen; the taker turns the stack round.
 *
 * Not lost: the sender pushes, then a full fence, then looks whether the target (for runnables: anybody) is
 * on the idle list, and wakes it. A scheduler puts itself on the idle list, then a full fence, then looks
 * at its inbox and the pool's once more before it sleeps (park.c). One of the two sees the other, whatever
 * the order.
 */
#include "sched/sched_int.h"

bool post_pending(const Scheduler *s) { return s->tasks || load_rlx(&s->inbox); }

void sched_post(Scheduler *target, SchedTask *t)
{
    SchedTask *old = load_rlx(&target->inbox);
    do t->next = old;
    while (!cas_sc(&target->inbox, &old, t)); /* release: pairs with post_take */
    fence_sc();
    if (load_rlx(&target->idle)) park_wake(target);
}

static void post_take(Scheduler *s)
{
    SchedTask *t = xchg_ar(&s->inbox, NULL), *in_order = NULL; /* pairs with sched_post */
    while (t) {
        SchedTask *next = t->next;
        t->next = in_order;
        in_order = t;
        t = next;
    }
    s->tasks = in_order;
}

/* At most `limit`, so that tasks which post themselves again do not keep the runnables waiting. */
void post_run_tasks(Scheduler *s, uint32_t limit)
{
    for (uint32_t n = 0; n < limit; n++) {
        if (!s->tasks) {
            if (!load_rlx(&s->inbox)) return;
            post_take(s);
        }
        SchedTask *t = s->tasks;
        s->tasks = t->next;
        stat_add(&s->stats.tasks, 1);
        t->fn(t, s);
    }
}

/* Takes the whole stack, oldest first. */
static Runnable *take_in_order(Runnable **stack)
{
    Runnable *r = xchg_ar(stack, NULL), *in_order = NULL; /* pairs with the push */
    while (r) {
        Runnable *next = r->next;
        r->next = in_order;
        in_order = r;
        r = next;
    }
    return in_order;
}

static void push_ready(Runnable **stack, Runnable *r)
{
    Runnable *old = load_rlx(stack);
    do r->next = old;
    while (!cas_sc(stack, &old, r)); /* release: pairs with take_in_order */
    fence_sc();
}

void post_move(Scheduler *to, Runnable *r)
{
    push_ready(&to->coming, r);
    if (load_rlx(&to->idle)) park_wake(to);
}

void post_take_moved(Scheduler *s)
{
    Runnable *r = take_in_order(&s->coming);
    uint32_t n = 0;
    for (Runnable *next; r; r = next, n++) {
        next = r->next;
        sched_late_add(s, r);
    }
    if (n) park_theft_follows(s, n);
}

void post_inject(SchedPool *pool, Runnable *r)
{
    sched_mark_queued(r);
    push_ready(&pool->inject, r);
    if (load_rlx(&pool->idle_count)) park_wake_one(pool, NULL);
}

void sched_ready_from(SchedPool *pool, Runnable *r)
{
    if (sched_is_inside(pool))
        sched_ready(sched_current(), r);
    else
        post_inject(pool, r);
}

void post_take_injected(Scheduler *s)
{
    Runnable *r = take_in_order(&s->pool->inject);
    for (Runnable *next; r; r = next) {
        next = r->next; /* once queued it may be stolen and gone */
        sched_enqueue(s, r);
    }
}
