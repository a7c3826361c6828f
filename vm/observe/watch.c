/* Thresholds: what is watched while the program runs, and told as system events.
 *
 * One thread, started with the first threshold that is set (flags warn-..., `set`), so that nothing is watched unless somebody wants it.
 * Maatines are looked at once a second, but never for more than a hundredth of the time: with a million of them the looks come
 * further apart. A long slice is seen by looking at the schedulers' run counters more often: one that has not moved
 * while the same maatine runs.
 *
 * One event for each maatine and kind: again only after it was below the threshold in between. Collections are over when they are
 * told: each look tells of the longest that a maatine had since the look before, and of GC_EVENTS maatines at most (of the others the
 * next one does).
 */
#include "base/altstack.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "sched/epoch.h"
#include "vm/maatine/life.h"
#include "vm/observe/facts.h"
#include "vm/observe/observe_int.h"
#include <signal.h>

#define TOLD_MAX  4096u
#define GC_EVENTS 50u /* of one look */

struct told {
    uint64_t id, since_ns; /* of an orphan: when it was seen first */
    uint8_t kind;
    bool seen;   /* over its threshold in this look, too */
    bool silent; /* an orphan that is none for long enough yet */
};

struct run_seen {
    const Runnable *what;
    uint64_t slices, since_ns;
    bool told;
};

struct watch {
    struct observer *o;
    struct runtime *rt;
    uint64_t now;
    struct told told[TOLD_MAX];
    uint32_t ntold, gc_events;
    bool knows_gc; /* collections before the threshold was set are not told */
    struct run_seen runs[SCHED_MAX];
};

/* ---- maatines ---- */

static void tell(struct watch *w, enum event_kind k, const Facts *f, double value)
{
    Buf b = BUF_INIT;
    facts_label(f, &b);
    past_event(w->rt, k, f->id, buf_str(&b), b.len, value);
    buf_fini(&b);
}

/* The entry of what is over its threshold in this look; *first: there was none. NULL: there is no room for more. */
static struct told *told_of(struct watch *w, enum event_kind k, uint64_t id, bool *first)
{
    *first = false;
    for (uint32_t i = 0; i < w->ntold; i++)
        if (w->told[i].id == id && w->told[i].kind == k) {
            w->told[i].seen = true;
            return &w->told[i];
        }
    if (w->ntold == TOLD_MAX) return NULL;
    *first = true;
    w->told[w->ntold] =
        (struct told){.id = id, .since_ns = w->now, .kind = (uint8_t)k, .seen = true};
    return &w->told[w->ntold++];
}

static void event(struct watch *w, enum event_kind k, const Facts *f, double value)
{
    bool first;
    if (told_of(w, k, f->id, &first) && first) tell(w, k, f, value);
}

static double secs_since(const struct watch *w, uint64_t ns)
{
    return ns && w->now > ns ? (double)(w->now - ns) / 1e9 : 0;
}

/* Whom it waits for has ended: the notice of it should have come, or is on its way; so what counts is how long it has been so. */
static bool is_orphan(const struct watch *w, const Facts *f, const Maatine *m)
{
    const struct waiter *x = load_acq(&m->waiter); /* pairs with waiter_of */
    if (!x || f->state != FACT_WAITING) return false;
    if (f->wait != WAIT_REPLY && f->wait != WAIT_JOIN && f->wait != WAIT_MAILBOX) return false;
    uint64_t target = facts_target(m);
    return target && !table_find(w->rt->table, target);
}

static void look_at_orphan(struct watch *w, const Facts *f, const Maatine *m)
{
    bool first;
    double limit = load_rlx_double(&w->rt->cfg.warn_orphan);
    if (!(limit > 0) || !is_orphan(w, f, m)) return;
    struct told *t = told_of(w, EVENT_ORPHAN, f->id, &first);
    if (!t || (!first && !t->silent)) return;
    double secs = secs_since(w, t->since_ns);
    t->silent = secs < limit;
    if (!t->silent) tell(w, EVENT_ORPHAN, f, secs);
}

static bool is_over(const double *threshold, double v)
{
    double t = load_rlx_double(threshold);
    return t > 0 && v >= t;
}

static void look_at_collections(struct watch *w, const Facts *f, const Maatine *m)
{
    double t = load_rlx_double(&w->rt->cfg.warn_gc);
    if (!(t > 0) || w->gc_events == GC_EVENTS) return;
    double gc = (double)heap_pause_recent(&m->heap) / 1e9;
    if (!w->knows_gc || gc < t) return;
    w->gc_events++;
    tell(w, EVENT_LONG_GC, f, gc);
}

static void look_at(void *ctx, const Facts *f, const Maatine *m)
{
    struct watch *w = ctx;
    const Config *cfg = &w->rt->cfg;
    double oldest = secs_since(w, f->oldest_ns);
    if (f->flags & MAF_SYSTEM) return;
    look_at_collections(w, f, m);
    if (load_rlx(&cfg->warn_heap) && f->memory >= load_rlx(&cfg->warn_heap))
        event(w, EVENT_LARGE_HEAP, f, (double)f->memory);
    if (load_rlx(&cfg->warn_mailbox) && f->mailbox >= (uint64_t)load_rlx(&cfg->warn_mailbox))
        event(w, EVENT_LONG_MAILBOX, f, (double)f->mailbox);
    if (is_over(&cfg->warn_mailbox_age, oldest)) event(w, EVENT_OLD_MAILBOX, f, oldest);
    if (load_rlx(&cfg->warn_restarts) && load_rlx(&extra_seen(m)->restarts)) {
        uint32_t n = past_restarts_of(w->rt, f->id, 10);
        if (n >= (uint64_t)load_rlx(&cfg->warn_restarts)) event(w, EVENT_RESTART_STORM, f, n);
    }
    look_at_orphan(w, f, m);
}

static void forget_unseen(struct watch *w)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->ntold; i++)
        if (w->told[i].seen) w->told[n++] = w->told[i];
    w->ntold = n;
}

static void look_at_all(struct watch *w)
{
    w->now = world_mono_ns();
    for (uint32_t i = 0; i < w->ntold; i++) w->told[i].seen = w->told[i].kind == EVENT_LONG_SLICE;
    w->gc_events = 0;
    facts_each(w->rt, look_at, w);
    w->knows_gc = load_rlx_double(&w->rt->cfg.warn_gc) > 0;
    forget_unseen(w);
}

static bool wants_look(const Config *cfg)
{
    return load_rlx_double(&cfg->warn_gc) > 0 || load_rlx(&cfg->warn_heap) ||
           load_rlx(&cfg->warn_mailbox) || load_rlx_double(&cfg->warn_mailbox_age) > 0 ||
           load_rlx(&cfg->warn_restarts) || load_rlx_double(&cfg->warn_orphan) > 0;
}

/* ---- slices ---- */

static void tell_slice(struct watch *w, const Runnable *r, double secs)
{
    Facts f;
    unsigned ticket = epoch_enter(w->rt->pool);
    struct running now;
    running_now(w->rt->pool, &now);
    for (unsigned i = 0; i < now.n; i++) {
        if (now.at[i] != r) continue;
        facts_read((const Maatine *)r, true, &f);
        Buf b = BUF_INIT;
        facts_label(&f, &b);
        uint64_t id = f.id;
        epoch_leave(w->rt->pool, ticket);
        past_event(w->rt, EVENT_LONG_SLICE, id, buf_str(&b), b.len, secs);
        buf_fini(&b);
        return;
    }
    epoch_leave(w->rt->pool, ticket);
}

static void look_at_slices(struct watch *w)
{
    SchedStats s;
    for (unsigned i = 0; i < sched_count(w->rt->pool); i++) {
        struct run_seen *x = &w->runs[i];
        const Scheduler *sched = sched_at(w->rt->pool, i);
        const Runnable *r = sched_peek_running(sched);
        uint64_t now = world_mono_ns();
        sched_stats_get(sched, &s);
        if (!r || r != x->what || s.slices != x->slices) {
            *x = (struct run_seen){r, s.slices, now, false};
            continue;
        }
        double secs = (double)(now - x->since_ns) / 1e9;
        if (x->told || secs < load_rlx_double(&w->rt->cfg.warn_slice)) continue;
        x->told = true;
        tell_slice(w, r, secs);
    }
}

/* ---- the thread ---- */

static void *watch_main(void *arg)
{
    struct observer *o = arg;
    struct watch *w = mem_zalloc(MEM_RUNTIME, sizeof *w);
    const Config *cfg = &o->rt->cfg;
    altstack_on();
    w->o = o;
    w->rt = o->rt;
    uint64_t next = 0;
    for (;;) {
        double pause = 1;
        double quarter = load_rlx_double(&cfg->warn_slice) / 4;
        if (quarter > 0) {
            look_at_slices(w);
            pause = quarter < 0.001 ? 0.001 : quarter > 1 ? 1 : quarter;
        }
        uint64_t now = world_mono_ns();
        if (wants_look(cfg) && now >= next) {
            look_at_all(w);
            uint64_t took = world_mono_ns() - now;
            next = now + (100 * took > 1000000000 ? 100 * took : 1000000000);
        }
        if (!observer_sleep(o, pause)) break;
    }
    mem_free(MEM_RUNTIME, w);
    return NULL;
}

void watch_changed(struct observer *o)
{
    const Config *cfg = &o->rt->cfg;
    if (!wants_look(cfg) && !(load_rlx_double(&cfg->warn_slice) > 0)) return;
    lock_take(&o->trace_lock);
    bool start = !o->has_watcher && !load_rlx(&o->stopping);
    if (start) o->has_watcher = true;
    lock_drop(&o->trace_lock);
    if (!start) return;
    sigset_t all, was;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &was);
    bool ok = observer_make_stop(o) && pthread_create(&o->watcher, NULL, watch_main, o) == 0;
    pthread_sigmask(SIG_SETMASK, &was, NULL);
    if (!ok) o->has_watcher = false;
}

void watch_stop(struct observer *o)
{
    if (o->has_watcher) pthread_join(o->watcher, NULL);
    o->has_watcher = false;
}
