/* Retired memory (the argument stands in epoch.h).
 *
 *      bag (open) --seal--> sealed, oldest first --everybody has seen its epoch--> freed, one bag kept for reuse
 *                                       \--owner falls asleep--> the pool's orphans --> freed by whoever reclaims next
 */
#include "sched/sched_int.h"

/* ---- bags ---- */

static EpochBag *bag_new(Scheduler *s)
{
    EpochBag *b = s->spare_bag;
    s->spare_bag = NULL;
    if (!b) b = mem_alloc(MEM_SCHED, sizeof *b);
    b->next = NULL;
    b->count = 0;
    return b;
}

/* Calls the free functions; they may retire more. s is NULL when the pool ends. */
static void bag_free(Scheduler *s, EpochBag *b)
{
    for (uint32_t i = 0; i < b->count; i++) b->dead[i].fn(b->dead[i].p, s);
    if (s) stat_add(&s->stats.freed, b->count);
    if (s && !s->spare_bag)
        s->spare_bag = b;
    else
        mem_free(MEM_SCHED, b);
}

static void seal(Scheduler *s)
{
    EpochBag *b = s->bag;
    s->bag = NULL;
    b->epoch = add_ar(&s->pool->epoch, 1) + 1; /* EP-1: pairs with epoch_quiescent */
    b->next = NULL;
    *s->sealed_last = b;
    s->sealed_last = &b->next;
}

void epoch_retire(Scheduler *s, void *p, epoch_free_fn free_fn)
{
    MAAT_ASSERT(s == sched_current());
    EpochBag *b = s->bag;
    if (!b) b = s->bag = bag_new(s);
    b->dead[b->count].p = p;
    b->dead[b->count].fn = free_fn;
    stat_add(&s->stats.retired, 1);
    if (++b->count == EPOCH_BAG) seal(s);
}

/* ---- freeing ---- */

/* The oldest epoch that somebody may still be in. */
static uint64_t oldest_seen(const SchedPool *pool)
{
    uint64_t min = EPOCH_AWAY;
    fence_sc(); /* EP-3: pairs with the fences in epoch_back and epoch_enter */
    for (unsigned i = 0; i < pool->n; i++) {
        uint64_t e = load_acq(&pool->sched[i]->seen); /* EP-2 */
        if (e < min) min = e;
    }
    for (unsigned i = 0; i < APART_MAX; i++) {
        const Scheduler *s = apart_at(pool, i);
        uint64_t e = s ? load_acq(&s->seen) : EPOCH_AWAY;
        if (e < min) min = e;
    }
    for (unsigned i = 0; i < EPOCH_GUESTS; i++) {
        uint64_t e = load_acq(&pool->guests[i].seen);
        if (e < min) min = e;
    }
    return min;
}

/* What sleepers left goes behind one's own: the order of epochs is lost, so some bags are freed later than
 * they could be, but never earlier, and taking over costs the same however much there is. */
static void adopt_orphans(Scheduler *s)
{
    SchedPool *pool = s->pool;
    lock_take(&pool->limbo);
    if (pool->orphans) {
        *s->sealed_last = pool->orphans;
        s->sealed_last = pool->orphans_last;
        store_rlx(&pool->orphans, NULL);
    }
    lock_drop(&pool->limbo);
}

void epoch_reclaim(Scheduler *s)
{
    if (load_rlx(&s->pool->orphans)) adopt_orphans(s);
    if (!s->sealed) return;
    uint64_t seen = oldest_seen(s->pool);
    while (s->sealed && s->sealed->epoch <= seen) {
        EpochBag *b = s->sealed;
        s->sealed = b->next;
        if (!s->sealed) s->sealed_last = &s->sealed;
        bag_free(s, b);
    }
}

void epoch_flush(Scheduler *s)
{
    if (s->bag) seal(s);
    epoch_reclaim(s);
}

/* ---- taking part ---- */

MAAT_NOINLINE void epoch_moved(Scheduler *s, uint64_t epoch)
{
    store_rel(&s->seen, epoch); /* EP-2: pairs with oldest_seen */
    epoch_reclaim(s);
}

static void leave_to_pool(Scheduler *s)
{
    SchedPool *pool = s->pool;
    lock_take(&pool->limbo);
    if (!pool->orphans) pool->orphans_last = s->sealed_last;
    *s->sealed_last = pool->orphans;
    store_rlx(&pool->orphans, s->sealed);
    lock_drop(&pool->limbo);
    s->sealed = NULL;
    s->sealed_last = &s->sealed;
}

/* What is freed may retire more in its turn: a few rounds, the rest is left. */
void epoch_away(Scheduler *s)
{
    for (int round = 0; round < 4 && (round == 0 || s->bag); round++) {
        if (s->bag) seal(s);
        store_rel(&s->seen, load_acq(&s->pool->epoch)); /* EP-2: pairs with oldest_seen */
        epoch_reclaim(s);
    }
    if (s->bag) seal(s);
    if (s->sealed) leave_to_pool(s);
    store_rel(&s->seen, EPOCH_AWAY); /* EP-2: pairs with oldest_seen */
}

void epoch_back(Scheduler *s)
{
    store_rlx(&s->seen, load_acq(&s->pool->epoch));
    fence_sc(); /* EP-3: pairs with oldest_seen */
}

unsigned epoch_enter(SchedPool *pool)
{
    for (unsigned i = world_get()->choose(EPOCH_GUESTS);; i = (i + 1) % EPOCH_GUESTS) {
        uint64_t free_slot = EPOCH_AWAY;
        if (cas_sc(&pool->guests[i].seen, &free_slot, load_acq(&pool->epoch))) {
            fence_sc(); /* EP-3: pairs with oldest_seen */
            return i;
        }
        cpu_relax();
    }
}

void epoch_leave(SchedPool *pool, unsigned ticket)
{
    MAAT_CHECK(ticket < EPOCH_GUESTS && load_rlx(&pool->guests[ticket].seen) != EPOCH_AWAY,
               "ticket %u is not in use", ticket);
    store_rel(&pool->guests[ticket].seen, EPOCH_AWAY); /* EP-2: pairs with oldest_seen */
}

/* ---- life ---- */

void epoch_join(Scheduler *s)
{
    s->seen = EPOCH_AWAY;
    s->sealed_last = &s->sealed;
}

void epoch_init(SchedPool *pool)
{
    lock_init(&pool->limbo, LOCK_LIMBO);
    pool->epoch = 1;
    for (unsigned i = 0; i < EPOCH_GUESTS; i++) pool->guests[i].seen = EPOCH_AWAY;
    for (unsigned i = 0; i < pool->n; i++) epoch_join(pool->sched[i]);
}

static void free_rest(Scheduler *s)
{
    while (s->bag || s->sealed) {
        if (s->bag) seal(s);
        EpochBag *b = s->sealed;
        s->sealed = b->next;
        if (!s->sealed) s->sealed_last = &s->sealed;
        stat_add(&s->stats.freed, b->count);
        bag_free(NULL, b);
    }
    mem_free(MEM_SCHED, s->spare_bag);
    s->spare_bag = NULL;
}

void epoch_fini(SchedPool *pool)
{
    for (unsigned i = 0; i < pool->n; i++) free_rest(pool->sched[i]);
    for (unsigned i = 0; i < APART_MAX; i++)
        if (apart_at(pool, i)) free_rest(apart_at(pool, i));
    while (pool->orphans) {
        EpochBag *b = pool->orphans;
        pool->orphans = b->next;
        stat_add(&pool->sched[0]->stats.freed, b->count);
        bag_free(NULL, b);
    }
    lock_fini(&pool->limbo);
}
