/* The queue of what is freed in pieces; see reap.h. */
#include "heap/reap.h"

#include "base/mem.h"

#include <pthread.h>
#include <sched.h>

struct entry {
    struct entry *next;
    reap_fn step;
    void *what;
    uint64_t bytes;
};

/* So much may wait before pieces get larger: twice for each time it is there again. */
#define MUCH     (64ull << 20)
#define MOST     4 /* times */
#define NO_LIMIT INT64_MAX

/* A plain mutex: memory is freed under locks of every level, and nothing is taken under this one. */
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static struct entry *first, **last = &first; /* [guarded: mu] */
static uint64_t bytes;                       /* [guarded: mu] of those */
static uint32_t busy;    /* [guarded: mu] things out of the queue, of which a piece is freed */
static uint32_t servers; /* [guarded: mu] */
static void (*wake)(void *ctx); /* [guarded: mu] */
static void *wake_ctx;          /* [guarded: mu] */
static uint32_t waits;          /* [any, relaxed: written under mu] things in the queue */
static uint64_t things, pieces; /* [any, relaxed] */

static __thread bool mine; /* this thread is freeing a piece */

/* Of those that wait; NULL: none does. Under mu. */
static struct entry *take(void)
{
    struct entry *e = first;
    if (!e) return NULL;
    first = e->next;
    if (!first) last = &first;
    bytes -= e->bytes;
    busy++;
    store_rlx(&waits, waits - 1);
    return e;
}

/* Under mu. */
static void put(struct entry *e)
{
    e->next = NULL;
    *last = e;
    last = &e->next;
    bytes += e->bytes;
    store_rlx(&waits, waits + 1);
}

static void all_of(reap_fn step, void *what)
{
    int64_t work;
    do work = NO_LIMIT;
    while (!step(what, &work));
}

void reap_later(reap_fn step, void *what, uint64_t n)
{
    struct entry *e = mem_try_alloc(MEM_GC, sizeof *e);
    void (*f)(void *) = NULL;
    void *ctx = NULL;
    if (e) *e = (struct entry){.step = step, .what = what, .bytes = n};
    pthread_mutex_lock(&mu);
    bool served = e && servers;
    if (served && !waits) {
        f = wake;
        ctx = wake_ctx;
    }
    if (served) put(e);
    pthread_mutex_unlock(&mu);
    if (served) {
        add_rlx(&things, 1);
        if (f) f(ctx);
        return;
    }
    mem_free(MEM_GC, e);
    all_of(step, what);
}

bool reap_waits(void) { return load_rlx(&waits) != 0; }

/* A piece of the next one, which is put back if there is more of it. Under mu, which is dropped meanwhile. False: there is none. */
static bool piece(int64_t work)
{
    struct entry *e = take();
    if (!e) return false;
    pthread_mutex_unlock(&mu);
    bool was = mine;
    mine = true;
    bool done = e->step(e->what, &work);
    mine = was;
    add_rlx(&pieces, 1);
    if (done) mem_free(MEM_GC, e);
    pthread_mutex_lock(&mu);
    busy--;
    if (!done) put(e);
    return true;
}

bool reap_piece(void)
{
    if (MAAT_LIKELY(!reap_waits())) return false;
    pthread_mutex_lock(&mu);
    uint64_t times = 1 + bytes / MUCH;
    bool any = piece(REAP_PIECE * (int64_t)(times < MOST ? times : MOST));
    pthread_mutex_unlock(&mu);
    return any;
}

void reap_all(void)
{
    if (mine) return; /* memory is wanted while a piece is freed */
    pthread_mutex_lock(&mu);
    while (waits || busy)
        if (!piece(NO_LIMIT)) {
            pthread_mutex_unlock(&mu);
            sched_yield();
            pthread_mutex_lock(&mu);
        }
    pthread_mutex_unlock(&mu);
}

void reap_serve(void (*f)(void *ctx), void *ctx)
{
    mem_on_pressure(reap_all);
    pthread_mutex_lock(&mu);
    servers++;
    wake = f;
    wake_ctx = ctx;
    pthread_mutex_unlock(&mu);
}

void reap_close(void)
{
    pthread_mutex_lock(&mu);
    servers--;
    wake = NULL;
    pthread_mutex_unlock(&mu);
    reap_all();
}

void reap_counts(uint64_t *n, uint64_t *parts)
{
    *n = load_rlx(&things);
    *parts = load_rlx(&pieces);
}
