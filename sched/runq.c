/* The rare paths of the run queue: overflow, topping up, stealing (the argument stands in runq.h). */
#include "sched/runq.h"

void runq_push_slow(RunQ *q, Runnable *r)
{
    r->next = NULL;
    if (q->over_first)
        q->over_last->next = r;
    else
        q->over_first = r;
    q->over_last = r;
    store_rlx(&q->over_count, load_rlx(&q->over_count) + 1);
}

/* Tops the ring up when it is half empty or less; called before each pop while there is an overflow, so that one pop in
 * RUNQ_RING / 2 pays for the others. */
void runq_refill(RunQ *q)
{
    if (runq_shown(q) > RUNQ_RING / 2) return;
    uint32_t moved = 0;
    while (q->over_first) {
        Runnable *r = q->over_first, *next = r->next; /* once pushed, r may be stolen and gone */
        if (!runq_ring_push(q, r)) break;
        q->over_first = next;
        moved++;
    }
    store_rlx(&q->over_count, load_rlx(&q->over_count) - moved);
    MAAT_VERIFY(runq_verify(q));
}

/* Reads n slots from h on: the first is returned, the others are written to `to` behind its tail, unpublished. */
static Runnable *runq_copy(RunQ *from, uint32_t h, uint32_t n, RunQ *to)
{
    Runnable *first = load_rlx(&from->ring[h % RUNQ_RING]);
    uint32_t t = load_rlx(&to->tail);
    for (uint32_t i = 1; i < n; i++)
        store_rlx(&to->ring[(t + i - 1) % RUNQ_RING],
                  load_rlx(&from->ring[(h + i) % RUNQ_RING]));
    return first;
}

Runnable *runq_steal(RunQ *from, RunQ *to, uint32_t *count)
{
    MAAT_ASSERT(from != to && runq_shown(to) == 0);
    uint32_t h = load_acq(&from->head);
    for (;;) {
        uint32_t n = load_acq(&from->tail) - h; /* pairs with runq_ring_push */
        n -= n / 2;
        if (n == 0) return NULL;
        if (n > RUNQ_RING - RUNQ_RING / 2) { /* h is old: tail was read a whole ring later */
            h = load_acq(&from->head);
            continue;
        }
        Runnable *first = runq_copy(from, h, n, to);
        if (!cas_ar(&from->head, &h, h + n)) continue;
        /* pairs with runq_steal's load of tail, by the next thief */
        if (n > 1) store_rel(&to->tail, load_rlx(&to->tail) + n - 1);
        *count = n;
        return first;
    }
}

void runq_verify(const RunQ *q)
{
    uint32_t shown = runq_shown(q), n = 0;
    MAAT_CHECK(shown <= RUNQ_RING, "RQ-3: %u in a ring of %u", shown, RUNQ_RING);
    for (const Runnable *r = q->over_first; r; r = r->next) n++;
    MAAT_CHECK(n == q->over_count, "RQ-4: %u in the list, %u counted", n, q->over_count);
    MAAT_CHECK(n == 0 || q->over_last->next == NULL, "RQ-4: the list does not end");
}
