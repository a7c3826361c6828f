/* Maatines that wait for long give back memory that they do not need (--idle-shrink).
 *
 * One that parks with more than its record is listed where it parks, once (MAF_LISTED). The list is looked at from its front, when the
 * first entry has been there for the time after which one is idle: whoever has waited since then is asked to shrink, who has not goes
 * to the end, who has ended is dropped. So each is looked at once in that time at most, whatever the number of others; when the list
 * is empty there is no timer, and a program in which nothing happens uses no processor time.
 *
 * It shrinks itself: it is woken for nothing (MA-3), shrinks at the start of its slice, and parks again. It is not listed then before
 * it has done something (MAF_SMALL). A large heap takes several such wake-ups, each as long as any other collection.
 *
 *   list   head -> | entries ... | -> | entries ... | <- tail      each scheduler's own
 *
 * What shrank is the allocator's then, which gives it back to the OS by and by, and most of it only after ten seconds. Where it is much, or much
 * was left by earlier collections, it is given back at once, on a thread of the pool for blocking work: to give back 100 MB takes some ten milliseconds.
 *
 * Threads: each list belongs to its scheduler. That a maatine is asked (idle_asked) is written by any, before the wake-up.
 */
#include "base/mem.h"
#include "sched/epoch.h"
#include "sched/offload.h"
#include "vm/maatine/life.h"

#define CHUNK_ENTRIES 126
/* Timers that would fire one after the other are put together: parts of the time after which one is idle. */
#define ROUNDS        20
/* At most so many are woken in so much time: others are to run in between, and a machine at rest is to stay so. */
#define BATCH         16
#define BATCH_NS      8000000
#define LOOKS         512
/* Between two steps of a large heap. */
#define STEP_NS       4000000
/* Bytes that were freed by those who shrank, from which on pages are given back. */
#define PURGE_FROM    (4u * 1024 * 1024)
/* All unused pages are counted this seldom. */
#define COUNT_NS      1000000000u

struct idle_entry {
    uint64_t id, due;
};

struct idle_chunk {
    struct idle_chunk *next;
    uint32_t from, n; /* entries [from, n) are in use */
    struct idle_entry at[CHUNK_ENTRIES];
};

struct idle_list {
    Timer timer; /* must be first */
    struct idle_chunk *head, *tail;
    bool busy; /* its timer has fired, and is started again at the end */
    struct idle_list *
        waiting; /* of the steps: where those go who are not idle after all; NULL: this is that list */
};

/* Of each scheduler. */
struct idle {
    struct idle_list waiting, steps; /* large heaps that are shrinking, a step after the other */
    Offload purge;
    bool purges;      /* it is under way */
    uint64_t counted; /* when unused pages were */
};

static uint64_t idle_ns(const struct runtime *rt) { return (uint64_t)(rt->cfg.idle_shrink * 1e9); }

/* ---- the list ---- */

static void list_put(struct idle_list *l, uint64_t id, uint64_t due)
{
    struct idle_chunk *c = l->tail;
    if (!c || c->n == CHUNK_ENTRIES) {
        struct idle_chunk *fresh = mem_alloc(MEM_RUNTIME, sizeof *fresh);
        fresh->next = NULL;
        fresh->from = fresh->n = 0;
        if (c)
            c->next = fresh;
        else
            l->head = fresh;
        l->tail = c = fresh;
    }
    c->at[c->n++] = (struct idle_entry){id, due};
}

static const struct idle_entry *list_front(const struct idle_list *l)
{
    return l->head ? &l->head->at[l->head->from] : NULL;
}

static void list_pop(struct idle_list *l)
{
    struct idle_chunk *c = l->head;
    if (++c->from < c->n) return;
    l->head = c->next;
    if (!l->head) l->tail = NULL;
    mem_free(MEM_RUNTIME, c);
}

/* ---- looking ---- */

static void on_idle(Timer *t, uint64_t arg, Scheduler *s);

static void list_add(struct idle_list *l, Scheduler *s, uint64_t id, uint64_t due)
{
    list_put(l, id, due);
    if (l->busy || timer_pending(&l->timer)) return;
    timer_init(&l->timer, on_idle);
    timer_start(s, &l->timer, due, 0, false);
}

/* True: m was woken. */
static bool look(struct idle_list *l, Scheduler *s, uint64_t id, uint64_t now)
{
    struct runtime *rt = sched_user(s);
    Maatine *m = table_find(rt->table, id);
    if (!m) return false;
    bool waits = load_rlx(&m->wait_kind) != WAIT_NONE;
    uint64_t since = waits ? load_rlx(&m->parked_ns) : now;
    if (since + idle_ns(rt) > now) {
        list_add(l->waiting ? l->waiting : l, s, id, since + idle_ns(rt));
        return false;
    }
    store_rlx(&m->idle_asked, 1); /* seen by who is woken by this (SC-3) */
    ma_look(m);
    return true;
}

static void on_idle(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)arg;
    struct idle_list *l = (struct idle_list *)t;
    struct runtime *rt = sched_user(s);
    uint64_t now = sched_now(s), later = l->waiting ? now : now + idle_ns(rt) / ROUNDS;
    const struct idle_entry *e;
    l->busy = true;
    uint32_t woken = 0, looks = 0;
    while ((e = list_front(l)) && e->due <= now && woken < BATCH && looks++ < LOOKS) {
        uint64_t id = e->id;
        list_pop(l);
        woken += look(l, s, id, now);
    }
    l->busy = false;
    if (!e) return;
    if (e->due <= now)
        later = now + BATCH_NS;
    else if (e->due > later)
        later = e->due;
    timer_start(s, t, later, 0, false);
}

/* ---- the maatine ---- */

static void free_left(void *p, Scheduler *s)
{
    (void)s;
    mem_free(MEM_GC, p);
}

static void purge_work(Offload *o)
{
    (void)o;
    mem_purge();
}

static void purge_done(Offload *o, Scheduler *s)
{
    (void)s;
    struct idle *i = (struct idle *)((char *)o - offsetof(struct idle, purge));
    i->purges = false;
}

/* No replay would find the same. */
static bool much_unused(struct idle *i, Scheduler *s)
{
    const struct runtime *rt = sched_user(s);
    if (rt->cfg.sched_seed || sched_now(s) - i->counted < COUNT_NS) return false;
    i->counted = sched_now(s);
    return mem_unused_bytes() >= PURGE_FROM;
}

/* Steps of one maatine may be made by several schedulers: who makes the last one gives back what all of them have freed. */
static void give_back(struct life *l, struct idle *i, Scheduler *s)
{
    if (i->purges || (load_rlx(&l->idle_freed) < PURGE_FROM && !much_unused(i, s))) return;
    i->purges = true;
    store_rlx(&l->idle_freed, 0);
    sched_offload(s, &i->purge, purge_work, purge_done);
}

/* True: done. */
static bool shrink(Maatine *m, bool at_once)
{
    void *left;
    bool done = true;
    uint64_t had = heap_held(&m->heap), has;
    exec_rest_stack(m);
    if (at_once)
        left = heap_shrink(&m->heap);
    else
        done = heap_shrink_step(&m->heap, &left);
    exec_warm_stack(m); /* its collections have looked at the stack, too */
    if (left) epoch_retire(m->sched, left, free_left);
    if (sched_is_apart(m->sched)) return done;
    struct life *l = m->rt->life;
    if ((has = heap_held(&m->heap)) < had) add_rlx(&l->idle_freed, had - has);
    if (done) give_back(l, &l->idle[sched_index(m->sched)], m->sched);
    return done;
}

void idle_parks(Maatine *m, Scheduler *s)
{
    if ((m->flags & (MAF_HIBERNATES | MAF_LONG_COPY)) == MAF_HIBERNATES) (void)shrink(m, true);
    m->flags &= ~(uint32_t)MAF_HIBERNATES;
    if ((m->flags & (MAF_LISTED | MAF_SMALL | MAF_BLOCKING)) || sched_is_apart(s)) return;
    uint64_t ns = idle_ns(m->rt);
    if (!ns || m->ended) return;
    m->flags |= MAF_LISTED;
    list_add(&m->rt->life->idle[sched_index(s)].waiting, s, m->id, sched_now(s) + ns);
}

/* It waits as it did when it was asked: nothing has come, nothing is about to happen to it. */
static bool is_idle(const Maatine *m, const Scheduler *s)
{
    if (m->wait_kind == WAIT_NONE || m->pending != PENDING_NONE || m->ended) return false;
    if (m->flags & (MAF_BLOCKING | MAF_MOVING | MAF_SUSPENDED | MAF_LONG_COPY)) return false;
    if (mailbox_has_unseen(&m->mailbox) || mailbox_has_next(&m->mailbox)) return false;
    return m->parked_ns + idle_ns(m->rt) / 2 <= sched_now(s);
}

void idle_asked(Maatine *m, Scheduler *s)
{
    store_rlx(&m->idle_asked, 0);
    m->flags &= ~(uint32_t)MAF_LISTED;
    if (!is_idle(m, s) || sched_is_apart(s)) return;
    if (shrink(m, false)) {
        m->flags |= MAF_SMALL;
        return;
    }
    m->flags |= MAF_LISTED;
    list_add(&m->rt->life->idle[sched_index(s)].steps, s, m->id, sched_now(s) + STEP_NS);
}

/* ---- the program ---- */

void idle_init(struct runtime *rt)
{
    struct life *l = rt->life;
    l->nidle = sched_count(rt->pool);
    l->idle = mem_zalloc(MEM_RUNTIME, l->nidle * sizeof *l->idle);
    for (unsigned i = 0; i < l->nidle; i++) l->idle[i].steps.waiting = &l->idle[i].waiting;
}

void idle_free(struct runtime *rt)
{
    struct life *l = rt->life;
    for (unsigned i = 0; i < l->nidle; i++) {
        while (l->idle[i].waiting.head) list_pop(&l->idle[i].waiting);
        while (l->idle[i].steps.head) list_pop(&l->idle[i].steps);
    }
    mem_free(MEM_RUNTIME, l->idle);
}
