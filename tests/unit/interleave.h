/* Runs a small concurrent program under every interleaving of its shared accesses, up to a bound.
 *
 * The code under test is included into the test's own translation unit (`#include "sched/park.c"`), behind this header, which gives
 * the operations of base/atomic.h and the locks another meaning: each is a point at which another thread may go on. Threads are
 * real ones that hand a baton on, so exactly one runs at a time, and a run is determined by the choices made at the points. All
 * choices are tried, depth first: each run repeats the choices of the one before up to the last that has another option left.
 *
 * What is chosen. At a point another thread may go on (costs 1 of the bound; when a thread waits or ends it is free). A store
 * that is not sequentially consistent may be delayed, as store buffers do (costs 1): others see it only when its thread comes
 * to a fence, a read-modify-write, a lock, or waits; its own loads see it at once. A load may give what the thread has already seen there
 * since the last of these, as loads that are done early do (costs 1). So a fence or an order that is missing is found.
 *
 * What is found: a thread that waits for ever (all that are left wait), and whatever the program itself calls il_fail for.
 * A run that has failed leaves its threads where they are: the process is for nothing else then.
 */
#ifndef MAAT_TESTS_UNIT_INTERLEAVE_H
#define MAAT_TESTS_UNIT_INTERLEAVE_H

#include "base/atomic.h"
#include "base/check.h"
#include "base/lock.h"
#include "base/mem.h"
#include <unistd.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { IL_THREADS = 4, IL_DEPTH = 8192, IL_BUFFER = 32, IL_LOCKS = 8 };

/* ThreadSanitizer reports the threads that a failed run leaves behind: no runs that are to fail there. */
#if defined(__SANITIZE_THREAD__)
#define IL_MAY_FAIL false
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define IL_MAY_FAIL false
#endif
#endif
#ifndef IL_MAY_FAIL
#define IL_MAY_FAIL true
#endif

/* Ways to spoil what is tested, to see that it is found. */
enum il_spoil {
    IL_SOUND,
    IL_WEAK_ORDER,   /* no fences, and sequentially consistent stores are ordinary ones */
    IL_TORN_CAS,     /* a compare-and-swap is a load, then a store */
    IL_LOST_SIGNALS, /* left to the test: il.spoil is looked at */
};

struct il_thread {
    pthread_t thread;
    void (*body)(void *);
    void *arg;
    bool (*waits)(void *); /* not NULL: it may go on when this says true */
    void *waits_arg;
    bool done;
    unsigned nseen;
    struct {
        const void *from;
        uint64_t value;
    } seen[IL_BUFFER]; /* what it has loaded since its last fence */
    unsigned nbuffer;
    struct {
        void *to;
        uint64_t value;
        size_t size;
    } buffer[IL_BUFFER];
};

static struct il {
    pthread_mutex_t mu;
    pthread_cond_t turn_changed;
    int turn; /* the thread that has the baton; -1: the run is over */
    int n;
    struct il_thread t[IL_THREADS];
    const Lock *locks[IL_LOCKS]; /* held */
    enum il_spoil spoil;
    unsigned bound, left; /* what a run may cost */
    struct {
        uint8_t options, taken;
    } path[IL_DEPTH];
    unsigned depth, at;
    const char *failed; /* why */
    uint64_t runs;
} il = {.mu = PTHREAD_MUTEX_INITIALIZER, .turn_changed = PTHREAD_COND_INITIALIZER, .turn = -1};

static __thread int il_self = -1;

/* ---- choices ---- */

static unsigned il_choose(unsigned options)
{
    if (options < 2) return 0;
    if (il.at == il.depth) {
        MAAT_CHECK(il.depth < IL_DEPTH, "a run of more than %d choices", IL_DEPTH);
        il.path[il.depth].options = (uint8_t)options;
        il.path[il.depth++].taken = 0;
    }
    MAAT_CHECK(il.path[il.at].options == options, "the program is not determined by its choices");
    return il.path[il.at++].taken;
}

static bool il_next_path(void)
{
    while (il.depth > 0 && il.path[il.depth - 1].taken + 1 == il.path[il.depth - 1].options)
        il.depth--;
    if (il.depth == 0) return false;
    il.path[il.depth - 1].taken++;
    return true;
}

/* ---- the baton ---- */

static void il_pass(int to)
{
    pthread_mutex_lock(&il.mu);
    il.turn = to;
    pthread_cond_broadcast(&il.turn_changed);
    while (il.turn != il_self) pthread_cond_wait(&il.turn_changed, &il.mu);
    pthread_mutex_unlock(&il.mu);
}

static void il_finish(void)
{
    pthread_mutex_lock(&il.mu);
    il.turn = -1;
    pthread_cond_broadcast(&il.turn_changed);
    pthread_mutex_unlock(&il.mu);
}

__attribute__((noreturn)) static void il_stay_here(void)
{
    for (;;) pause();
}

/* The run has failed; no thread goes on. */
__attribute__((noreturn, unused)) static void il_fail(const char *why)
{
    il.failed = why;
    il_finish();
    il_stay_here();
}

static bool il_can_run(const struct il_thread *t)
{
    return !t->done && (!t->waits || t->waits(t->waits_arg));
}

/* The others that could go on. */
static unsigned il_others(int *out)
{
    unsigned n = 0;
    for (int i = 0; i < il.n; i++)
        if (i != il_self && il_can_run(&il.t[i])) out[n++] = i;
    return n;
}

static void il_flush(void)
{
    if (il_self < 0) return;
    struct il_thread *t = &il.t[il_self];
    if (il.spoil != IL_WEAK_ORDER) t->nseen = 0;
    for (unsigned i = 0; i < t->nbuffer; i++)
        memcpy(t->buffer[i].to, &t->buffer[i].value, t->buffer[i].size);
    t->nbuffer = 0;
}

static void il_point(void)
{
    if (il_self < 0 || il.left == 0) return;
    int others[IL_THREADS];
    unsigned n = il_others(others), c = il_choose(n + 1);
    if (c == 0) return;
    il.left--;
    il_pass(others[c - 1]);
}

/* Another one goes on, if it is only to see that nobody can. */
static int il_leave(void)
{
    int others[IL_THREADS];
    unsigned n = il_others(others);
    return n ? others[il_choose(n)] : -1;
}

/* Waits until `ready` says true. */
static void il_wait(bool (*ready)(void *), void *arg)
{
    struct il_thread *t = &il.t[il_self];
    il_flush();
    if (ready(arg)) return;
    t->waits = ready;
    t->waits_arg = arg;
    int to = il_leave();
    if (to < 0) il_fail("all that are left wait");
    il_pass(to);
    t->waits = NULL;
}

static void *il_thread_main(void *arg)
{
    struct il_thread *t = arg;
    il_self = (int)(t - il.t);
    pthread_mutex_lock(&il.mu);
    while (il.turn != il_self) pthread_cond_wait(&il.turn_changed, &il.mu);
    pthread_mutex_unlock(&il.mu);
    t->body(t->arg);
    il_flush();
    t->done = true;
    bool all = true;
    for (int i = 0; i < il.n; i++) all = all && il.t[i].done;
    int to = all ? -1 : il_leave();
    if (!all && to < 0) il_fail("all that are left wait");
    pthread_mutex_lock(&il.mu);
    il.turn = to;
    pthread_cond_broadcast(&il.turn_changed);
    pthread_mutex_unlock(&il.mu);
    return NULL;
}

/* ---- running ---- */

__attribute__((unused)) static void il_add(void (*body)(void *), void *arg)
{
    MAAT_CHECK(il.n < IL_THREADS, "more than %d threads", IL_THREADS);
    il.t[il.n++] = (struct il_thread){.body = body, .arg = arg};
}

static void il_one_run(void)
{
    il.at = 0;
    il.left = il.bound;
    il.failed = NULL;
    memset(il.locks, 0, sizeof il.locks);
    for (int i = 0; i < il.n; i++) pthread_create(&il.t[i].thread, NULL, il_thread_main, &il.t[i]);
    pthread_mutex_lock(&il.mu);
    il.turn = 0;
    pthread_cond_broadcast(&il.turn_changed);
    while (il.turn != -1) pthread_cond_wait(&il.turn_changed, &il.mu);
    pthread_mutex_unlock(&il.mu);
    il.runs++;
    if (il.failed) return;
    for (int i = 0; i < il.n; i++) pthread_join(il.t[i].thread, NULL);
}

/* For the end of a test that has made a run fail: without waiting for the threads that stay where they are. */
__attribute__((unused, noreturn)) static void il_leave_process(void)
{
    fflush(NULL);
    _exit(0);
}

/* `setup` adds the threads of a run with il_add, `check` looks at its end (and says what is wrong, or NULL). The first failure, or
 * NULL when no run fails; at most `most` runs. */
__attribute__((unused)) static const char *il_explore(unsigned bound, enum il_spoil spoil,
                                                      uint64_t most, void (*setup)(void),
                                                      const char *(*check)(void))
{
    il.bound = bound;
    il.spoil = spoil;
    il.depth = 0;
    il.runs = 0;
    do {
        il.n = 0;
        setup();
        il_one_run();
        if (il.failed) return il.failed;
        const char *wrong = check();
        if (wrong) return wrong;
    } while (il.runs < most && il_next_path());
    return NULL;
}

/* ---- the operations ---- */

/* Accesses that the protocol under test does not rest on: no points, which would only multiply the runs. */
#ifndef IL_IRRELEVANT
#define IL_IRRELEVANT(text) ((void)(text), false)
#endif

static void il_point_at(const char *text)
{
    if (!IL_IRRELEVANT(text)) il_point();
}

/* The thread itself has written there. */
static void il_forget(const void *at)
{
    if (il_self < 0) return;
    struct il_thread *t = &il.t[il_self];
    for (unsigned i = 0; i < t->nseen; i++)
        if (t->seen[i].from == at) t->seen[i] = t->seen[--t->nseen];
}

static void il_load_early(struct il_thread *t, const void *from, void *to, size_t size)
{
    unsigned i = 0;
    while (i < t->nseen && t->seen[i].from != from) i++;
    if (i < t->nseen && memcmp(&t->seen[i].value, to, size) != 0 && il.left > 0 && il_choose(2)) {
        il.left--;
        memcpy(to, &t->seen[i].value, size);
        return;
    }
    if (i == IL_BUFFER) return;
    if (i == t->nseen) t->nseen++;
    t->seen[i].from = from;
    t->seen[i].value = 0;
    memcpy(&t->seen[i].value, to, size);
}

__attribute__((unused)) static void il_load(const char *text, const void *from, void *to,
                                            size_t size)
{
    il_point_at(text);
    memcpy(to, from, size);
    if (il_self < 0) return;
    struct il_thread *t = &il.t[il_self];
    for (unsigned i = 0; i < t->nbuffer; i++)
        if (t->buffer[i].to == from) memcpy(to, &t->buffer[i].value, size);
    if (t->nbuffer == 0 && !IL_IRRELEVANT(text)) il_load_early(t, from, to, size);
}

__attribute__((unused)) static void il_store(const char *text, void *to, const void *value,
                                             size_t size, bool strong)
{
    il_point_at(text);
    il_forget(to);
    struct il_thread *t = il_self < 0 ? NULL : &il.t[il_self];
    if (strong && il.spoil != IL_WEAK_ORDER) {
        il_flush();
    } else if (t && (t->nbuffer || (il.left > 0 && !IL_IRRELEVANT(text) && il_choose(2)))) {
        if (t->nbuffer == 0) il.left--;
        MAAT_CHECK(t->nbuffer < IL_BUFFER, "more than %d stores delayed", IL_BUFFER);
        t->buffer[t->nbuffer].to = to;
        memcpy(&t->buffer[t->nbuffer].value, value, size);
        t->buffer[t->nbuffer++].size = size;
        return;
    }
    memcpy(to, value, size);
}

__attribute__((unused)) static bool il_cas(const char *text, void *p, void *expected,
                                           const void *value, size_t size)
{
    il_point_at(text);
    il_flush();
    il_forget(p);
    if (memcmp(p, expected, size) != 0) {
        memcpy(expected, p, size);
        return false;
    }
    if (il.spoil == IL_TORN_CAS) il_point();
    memcpy(p, value, size);
    return true;
}

/* Before a read-modify-write. */
__attribute__((unused)) static void il_rmw(const char *text, const void *p)
{
    il_point_at(text);
    il_flush();
    il_forget(p);
}

__attribute__((unused)) static void il_fence(void)
{
    il_point();
    if (il.spoil != IL_WEAK_ORDER) il_flush();
}

__attribute__((unused)) static bool il_lock_free(void *lock)
{
    for (int i = 0; i < IL_LOCKS; i++)
        if (il.locks[i] == lock) return false;
    return true;
}

__attribute__((unused)) static void il_lock_take(Lock *l)
{
    if (il_self < 0) return;
    il_point();
    il_wait(il_lock_free, l);
    int i = 0;
    while (il.locks[i]) i++;
    il.locks[i] = l;
}

__attribute__((unused)) static void il_lock_drop(Lock *l)
{
    if (il_self < 0) return;
    il_flush();
    for (int i = 0; i < IL_LOCKS; i++)
        if (il.locks[i] == l) il.locks[i] = NULL;
}

#undef load_rlx
#undef load_acq
#undef load_sc
#undef store_rlx
#undef store_rel
#undef store_sc
#undef xchg_ar
#undef xchg_sc
#undef add_rlx
#undef add_ar
#undef add_sc
#undef sub_rlx
#undef sub_ar
#undef or_ar
#undef and_ar
#undef cas_ar
#undef cas_sc
#undef cas_rlx
#undef fence_sc
#undef stat_add

/* Of a rvalue: without qualifiers. */
#define IL_TYPE(p) __typeof__((__typeof__(*(p)))0)
#define IL_LOAD(p)                                                                                 \
    __extension__({                                                                                \
        IL_TYPE(p) il_loaded;                                                                      \
        il_load(#p, (p), &il_loaded, sizeof il_loaded);                                            \
        il_loaded;                                                                                 \
    })
#define IL_STORE(p, v, strong)                                                                     \
    __extension__({                                                                                \
        IL_TYPE(p) il_value = (v);                                                                 \
        il_store(#p, (p), &il_value, sizeof il_value, strong);                                     \
    })
#define IL_CAS(p, expected, v)                                                                     \
    __extension__({                                                                                \
        IL_TYPE(p) il_value = (v);                                                                 \
        il_cas(#p, (p), (expected), &il_value, sizeof il_value);                                   \
    })
/* One thread runs at a time: between two points plain accesses are atomic. */
#define IL_RMW(p, combine)                                                                         \
    __extension__({                                                                                \
        il_rmw(#p, (p));                                                                           \
        IL_TYPE(p) il_old = *(p);                                                                  \
        *(p) = (combine);                                                                          \
        il_old;                                                                                    \
    })

#define load_rlx(p)             IL_LOAD(p)
#define load_acq(p)             IL_LOAD(p)
#define load_sc(p)              IL_LOAD(p)
#define store_rlx(p, v)         IL_STORE(p, v, false)
#define store_rel(p, v)         IL_STORE(p, v, false)
#define store_sc(p, v)          IL_STORE(p, v, true)
#define xchg_ar(p, v)           IL_RMW(p, v)
#define xchg_sc(p, v)           IL_RMW(p, v)
#define add_rlx(p, v)           IL_RMW(p, il_old + (v))
#define add_ar(p, v)            IL_RMW(p, il_old + (v))
#define add_sc(p, v)            IL_RMW(p, il_old + (v))
#define sub_rlx(p, v)           IL_RMW(p, il_old - (v))
#define sub_ar(p, v)            IL_RMW(p, il_old - (v))
#define or_ar(p, v)             IL_RMW(p, il_old | (v))
#define and_ar(p, v)            IL_RMW(p, il_old &(v))
#define cas_ar(p, expected, v)  IL_CAS(p, expected, v)
#define cas_sc(p, expected, v)  IL_CAS(p, expected, v)
#define cas_rlx(p, expected, v) IL_CAS(p, expected, v)
#define fence_sc()              il_fence()
#define stat_add(p, v)          ((void)(*(p) += (v))) /* counters: not worth a point */

#define lock_take(l)            il_lock_take(l)
#define lock_drop(l)            il_lock_drop(l)
#define lock_held(l)            ((void)(l), true)

#endif
