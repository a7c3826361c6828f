/* From the first maatine to the exit status. */
#include "base/mem.h"
#include "base/world.h"
#include "heap/reap.h"
#include "sched/offload.h"
#include "vm/maatine/chan.h"
#include "vm/maatine/fault.h"
#include "vm/maatine/info.h"
#include "vm/maatine/spare.h"
#include "vm/maatine/timers.h"
#include "vm/maatine/work.h"
#include "vm/maatine/life.h"
#include "vm/observe/dump.h"
#include "vm/observe/observe.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* ---- root supervisors ---- */

static bool is_root_supervisor(const Maatine *m)
{
    return (m->flags & MAF_SUPERVISOR) && m->owner == 0;
}

static void roots_add(struct life *l, uint64_t id)
{
    lock_take(&l->lock);
    if (l->nroots == l->cap_roots) {
        l->cap_roots = l->cap_roots ? 2 * l->cap_roots : 4;
        l->roots = mem_realloc(MEM_RUNTIME, l->roots, l->cap_roots * sizeof *l->roots);
    }
    l->roots[l->nroots++] = id;
    lock_drop(&l->lock);
}

/* The root supervisor that was started last, or 0. */
static uint64_t roots_last(struct life *l)
{
    lock_take(&l->lock);
    uint64_t id = l->nroots ? l->roots[l->nroots - 1] : 0;
    lock_drop(&l->lock);
    return id;
}

static void roots_remove(struct life *l, uint64_t id)
{
    lock_take(&l->lock);
    uint32_t n = 0;
    for (uint32_t i = 0; i < l->nroots; i++)
        if (l->roots[i] != id) l->roots[n++] = l->roots[i];
    l->nroots = n;
    lock_drop(&l->lock);
}

/* ---- stopping ---- */

/* False: the program stops already. */
static bool stop_begins(struct life *l, int status)
{
    lock_take(&l->lock);
    bool first = !l->stopping;
    if (first) {
        store_rlx(&l->stopping, true);
        l->status = status;
    }
    lock_drop(&l->lock);
    return first;
}

/* Asks the last root supervisor to end; when it has, program_ended goes on with the one before. */
static void stop_next(struct runtime *rt)
{
    for (;;) {
        uint64_t id = roots_last(rt->life);
        Maatine *p = id ? table_find(rt->table, id) : NULL;
        if (!id) {
            sched_pool_stop(rt->pool);
            return;
        }
        if (p) {
            Envelope *e;
            struct tuple t;
            struct copy_why why;
            t.v[0] = text_value(rt, EXIT);
            t.v[1] = from_ma(p->owner ? p->owner : p->parent);
            t.v[2] = text_value(rt, SHUTDOWN);
            if (envelope_copy(&e, SIG_EXIT, tuple_init(&t, 3), &why) == COPY_OK) {
                e->sender = p->parent;
                if (ma_push(p, e)) return;
                envelope_free(e);
            }
        }
        roots_remove(rt->life, id); /* it has gone */
    }
}

static void on_shutdown_timer(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)t;
    (void)arg;
    sched_pool_stop(sched_pool_of(s));
}

void program_stop(struct runtime *rt, Scheduler *s, int status)
{
    struct life *l = rt->life;
    if (!stop_begins(l, status)) return;
    if (!roots_last(l)) {
        sched_pool_stop(rt->pool);
        return;
    }
    timer_init(&l->shutdown_timer, on_shutdown_timer);
    timer_start(s, &l->shutdown_timer,
                timer_after(world_mono_ns(), load_rlx_double(&rt->cfg.shutdown)), 0, true);
    stop_next(rt);
}

/* ---- counting ---- */

static bool keeps_running(const Maatine *m) { return !(m->flags & (MAF_DETACHED | MAF_SYSTEM)); }

/* That of s, if it has one of its own. */
static struct tally *tally_of(const struct life *l, const Scheduler *s)
{
    unsigned i = s ? sched_index(s) : l->ntallies;
    return &l->tallies[i < l->ntallies ? i : l->ntallies];
}

static bool is_own(const struct life *l, const struct tally *t)
{
    return MAAT_LIKELY(t != &l->tallies[l->ntallies]);
}

/* One more in *count, of t. */
static inline void tally_add(const struct life *l, const struct tally *t, uint64_t *count)
{
    if (is_own(l, t))
        store_rel(count, load_rlx(count) + 1); /* pairs with nobody_left */
    else
        add_sc(count, 1);
}

static void count_start(const struct life *l, const Scheduler *s)
{
    struct tally *t = tally_of(l, s);
    tally_add(l, t, &t->started);
}

static void count_end(const struct life *l, const Scheduler *s)
{
    struct tally *t = tally_of(l, s);
    tally_add(l, t, &t->ended);
}

/* PR-2 */
static bool nobody_left(const struct life *l)
{
    uint64_t ended = 0, started = 0;
    for (unsigned i = 0; i <= l->ntallies; i++) ended += load_sc(&l->tallies[i].ended);
    for (unsigned i = 0; i <= l->ntallies; i++) started += load_acq(&l->tallies[i].started);
    return started == ended;
}

void program_started(Maatine *m, const Scheduler *s)
{
    if (keeps_running(m)) count_start(m->rt->life, s);
    if (MAAT_UNLIKELY(m->flags & MAF_SUPERVISOR) && is_root_supervisor(m))
        roots_add(m->rt->life, m->id);
}

void program_supervises(Maatine *m)
{
    if (m->flags & MAF_SUPERVISOR) return;
    m->flags |= MAF_SUPERVISOR;
    if (is_root_supervisor(m)) roots_add(m->rt->life, m->id);
}

static void main_ended(Maatine *m, Scheduler *s, bool failed)
{
    if (failed) program_stop(m->rt, s, 1); /* PR-2: before anybody sees that nobody is left */
    store_sc(&m->rt->main_done, true);
}

void program_ends(const Maatine *m, const Scheduler *s)
{
    if (keeps_running(m)) count_end(m->rt->life, s);
}

void program_ended(Maatine *m, Scheduler *s, bool failed)
{
    struct runtime *rt = m->rt;
    if (MAAT_UNLIKELY(m->flags & MAF_SUPERVISOR) && is_root_supervisor(m)) {
        roots_remove(rt->life, m->id);
        if (load_rlx(&rt->life->stopping)) stop_next(rt);
    }
    if (m->flags & MAF_MAIN) main_ended(m, s, failed);
    if (!keeps_running(m)) return;
    if (MAAT_UNLIKELY(load_sc(&rt->main_done)) && nobody_left(rt->life)) program_stop(rt, s, 0);
}

bool program_next_module(Maatine *m)
{
    if (MAAT_LIKELY(!(m->flags & MAF_MAIN))) return false;
    struct life *l = m->rt->life;
    if (m->unwinding || !is_absent(m->error) || l->at_module >= l->nmodules) return false;
    Module *next = l->modules[l->at_module++];
    next->has_run = true;
    m->result = V_NIL;
    Value none = V_NIL;
    if (exec_setup(m, next->main->fn0, &none, 0)) return true;
    exec_out_of_memory(m);
    return false;
}

/* ---- everybody waits ---- */

static void report_waiting(struct runtime *rt)
{
    Buf b = BUF_INIT;
    info_all_waiting(rt, &b);
    runtime_err(rt, buf_str(&b), b.len);
    buf_fini(&b);
}

void program_quiet(SchedPool *pool, Scheduler *s)
{
    (void)s;
    struct runtime *rt = sched_pool_user(pool);
    bool stopping = !stop_begins(rt->life, 3);
    if (!stopping) {
        report_waiting(rt);
        dump_at_deadlock(rt);
    }
    sched_pool_stop(pool);
}

/* ---- signals of the OS ---- */

/* On scheduler 0 alone: created, changed and closed there. */
struct os_signal {
    struct os_signal *next;
    uv_signal_t handle;
    int number;
    const char *name;
    struct runtime *rt;
    uint64_t to; /* the maatine that gets ['SIGNAL', name]; 0: the default of the runtime */
    bool holds;
};

static const struct {
    const char *name;
    int number;
} os_names[] = {
    {"HUP", SIGHUP},   {"INT", SIGINT},   {"TERM", SIGTERM}, {"USR1", SIGUSR1},   {"USR2", SIGUSR2},
    {"QUIT", SIGQUIT}, {"ALRM", SIGALRM}, {"CHLD", SIGCHLD}, {"WINCH", SIGWINCH}, {"CONT", SIGCONT},
};

/* SIGINT and SIGTERM are seen here first, on whatever thread they come to: while a native holds scheduler 0, its loop sees none. One that
 * was not seen for a second: the next ends the program at once, as one does that comes while it is ending. */
#define UNSEEN_NS 1000000000u

static struct unseen {
    uint64_t
        since; /* [any, relaxed] when the first came that the loop has not seen; 0: there is none */
    void (*next)(int); /* the loop's own handler */
    struct runtime *rt;
} unseen[2]; /* of SIGINT, of SIGTERM */

static struct unseen *unseen_of(int number) { return &unseen[number == SIGTERM]; }

static void on_end_signal(int number)
{
    struct unseen *u = unseen_of(number);
    int before = errno;
    struct timespec ts = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    uint64_t now = (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
    uint64_t since = load_rlx(&u->since);
    if (since && now - since > UNSEEN_NS) {
        runtime_flush_dying(u->rt);
        _exit(128 + number);
    }
    if (!since) store_rlx(&u->since, now);
    u->next(number);
    errno = before;
}

/* The loop has set its handler: this one calls it. */
static void see_first(struct runtime *rt, int number)
{
    struct sigaction a;
    if (sigaction(number, NULL, &a) != 0) return;
    unseen_of(number)->rt = rt;
    unseen_of(number)->next = a.sa_handler;
    a.sa_handler = on_end_signal;
    (void)sigaction(number, &a, NULL);
}

static void os_message(const struct os_signal *o)
{
    Maatine *p = table_find(o->rt->table, o->to);
    if (!p) return;
    Envelope *e;
    struct tuple t;
    struct copy_why why;
    t.v[0] = text_value(o->rt, SIGNAL);
    t.v[1] = text_intern(o->rt, o->name);
    if (envelope_copy(&e, ENV_NOTICE, tuple_init(&t, 2), &why) == COPY_OK) ma_push_or_drop(p, e);
}

/* Ctrl-C in the shell ends what was typed, not the shell; at the prompt it drops what is typed so far. */
static void interrupt_shell(struct runtime *rt)
{
    Maatine *p = table_find(rt->table, rt->main_id);
    if (!p) return;
    if (load_rlx(&p->wait_kind) == WAIT_OFFLOAD) {
        if (rt->shell_interrupt) rt->shell_interrupt();
        return;
    }
    Envelope *e = envelope_new(SIG_CANCEL, parcel_of(V_NIL));
    e->arg = CANCEL_ONCE;
    ma_push_or_drop(p, e);
}

static void on_os_signal(uv_signal_t *h, int number)
{
    struct os_signal *o = h->data;
    if (number == SIGINT || number == SIGTERM) store_rlx(&unseen_of(number)->since, 0);
    if (o->to && table_find(o->rt->table, o->to)) {
        os_message(o);
    } else if (number == SIGINT && o->rt->is_shell) {
        interrupt_shell(o->rt);
    } else if (number == SIGINT || number == SIGTERM) {
        if (load_rlx(&o->rt->life->stopping)) { /* the second one */
            runtime_flush(o->rt);
            _exit(128 + number);
        }
        program_stop(o->rt, sched_current(), 128 + number);
    } else if (number == SIGUSR1) {
        dump_detached(o->rt);
    } else if (number != SIGCHLD && number != SIGCONT && number != SIGWINCH) {
        runtime_flush(o->rt);
        signal(number, SIG_DFL);
        raise(number);
    }
}

static void os_hold(struct os_signal *o, bool on)
{
    if (on == o->holds) return;
    o->holds = on;
    if (on)
        sched_hold(o->rt->pool);
    else
        sched_release(o->rt->pool);
}

static void os_listen(struct runtime *rt, Scheduler *s, int number, const char *name, uint64_t to)
{
    struct os_signal *o = rt->life->os;
    while (o && o->number != number) o = o->next;
    if (!o) {
        o = mem_zalloc(MEM_RUNTIME, sizeof *o);
        *o = (struct os_signal){.next = rt->life->os, .number = number, .name = name, .rt = rt};
        rt->life->os = o;
        uv_signal_init(sched_loop(s), &o->handle);
        o->handle.data = o;
        uv_signal_start(&o->handle, on_os_signal, number);
    }
    o->to = to;
    os_hold(o, to != 0);
}

struct listen_task {
    SchedTask task;
    int number;
    const char *name;
    uint64_t to;
};

static void on_listen(SchedTask *t, Scheduler *s)
{
    struct listen_task *l = (struct listen_task *)t;
    struct runtime *rt = sched_user(s);
    os_listen(rt, s, l->number, l->name, l->to);
    sched_release(rt->pool);
    mem_free(MEM_RUNTIME, l);
}

bool program_on_signal(struct runtime *rt, const char *name, uint64_t id)
{
    for (size_t i = 0; i < sizeof os_names / sizeof os_names[0]; i++) {
        if (strcmp(os_names[i].name, name) != 0) continue;
        struct listen_task *l = mem_zalloc(MEM_RUNTIME, sizeof *l);
        *l = (struct listen_task){{.fn = on_listen}, os_names[i].number, os_names[i].name, id};
        sched_hold(rt->pool); /* until the handler's own hold stands */
        sched_post(sched_at(rt->pool, 0), &l->task);
        return true;
    }
    return false;
}

/* Before any scheduler runs, by the thread that becomes scheduler 0: a signal that comes while the program starts is not lost. */
static void listen_first(struct runtime *rt)
{
    Scheduler *s = sched_at(rt->pool, 0);
    os_listen(rt, s, SIGINT, "INT", 0);
    os_listen(rt, s, SIGTERM, "TERM", 0);
    os_listen(rt, s, SIGUSR1, "USR1", 0);
    see_first(rt, SIGINT);
    see_first(rt, SIGTERM);
}

static void on_stop(Scheduler *s)
{
    struct runtime *rt = sched_user(s);
    if (sched_index(s) != 0) return;
    for (struct os_signal *o = rt->life->os; o; o = o->next) {
        os_hold(o, false);
        uv_close((uv_handle_t *)&o->handle, NULL);
    }
}

/* ---- what is freed in pieces (heap/reap.h) ---- */

static bool on_spare(Scheduler *s) { return reap_piece() || (!sched_has_more(s) && spare_shed()); }

static void on_reap(SchedTask *t, Scheduler *s)
{
    (void)t;
    struct runtime *rt = sched_user(s);
    store_rel(&rt->life->reap_posted, 0); /* pairs with wake_for_reap */
}

/* Somebody is to look before all sleep. */
static void wake_for_reap(void *ctx)
{
    struct runtime *rt = ctx;
    Scheduler *s = sched_current();
    if (xchg_ar(&rt->life->reap_posted, 1)) return; /* pairs with on_reap */
    if (!s || sched_is_apart(s)) s = sched_at(rt->pool, 0);
    rt->life->reap_task.fn = on_reap;
    sched_post(s, &rt->life->reap_task);
}

/* ---- running ---- */

static const char *const texts[] = {
#define X(id, text) text,
    LIFE_TEXTS(X)
#undef X
};

static void tallies_init(struct life *l, unsigned schedulers)
{
    size_t bytes = (schedulers + 1) * sizeof *l->tallies;
    l->tallies = mem_try_alloc_aligned(MEM_RUNTIME, bytes, 64);
    MAAT_CHECK(l->tallies, "no memory to count maatines");
    memset(l->tallies, 0, bytes);
    l->ntallies = schedulers;
}

static void life_new(struct runtime *rt)
{
    struct life *l = rt->life = mem_zalloc(MEM_RUNTIME, sizeof *l);
    for (int i = 0; i < TEXT_COUNT; i++) l->texts[i] = text_intern(rt, texts[i]);
    info_setup(rt);
    lock_init(&l->lock, LOCK_RUNTIME);
    lock_init(&l->dead_lock, LOCK_MAATINE);
    signal(SIGPIPE, SIG_IGN);
    cell_setup();
    chan_setup();
    work_setup();
    bool replay = rt->cfg.sched_seed != 0;
    /* A replayed run must not depend on how many cores this machine has. */
    unsigned schedulers = replay && !rt->cfg.schedulers ? 4 : (unsigned)rt->cfg.schedulers;
    SchedConfig cfg = {
        .schedulers = schedulers,
        .replay = replay,
        .on_event = rt->sched_log ? replay_on_event : NULL,
        .slice = (int32_t)rt->cfg.slice,
        .main_is_zero = true,
        .offload_max = (unsigned)rt->cfg.blocking_threads,
        .user = rt,
        .run_reads =
            offsetof(Maatine, first) + MAAT_CACHE_LINE, /* the first words of its stack, too */
        .on_stop = on_stop,
        .on_spare = on_spare,
        .on_quiet = program_quiet,
        .long_run_ns = (uint64_t)rt->cfg.long_run * 1000000u,
        .on_long_run = held_report,
    };
    rt->pool = sched_pool_new(&cfg);
    MAAT_CHECK(rt->pool, "no scheduler could be made");
    if (!replay) reap_serve(wake_for_reap, rt);
    l->out_timers =
        mem_zalloc(MEM_RUNTIME, (sched_count(rt->pool) + SCHED_APART_MAX) * sizeof *l->out_timers);
    idle_init(rt);
    blocking_init(l, (uint32_t)rt->cfg.blocking_threads);
    rt->table = table_new((uint64_t)rt->cfg.max_maatines, sched_count(rt->pool));
    tallies_init(l, sched_count(rt->pool));
    rt->registry = registry_new();
    rt->timers = timers_new();
    rt->chans = chan_list_new();
    if (!rt->cycles) rt->cycles = cycles_new();
}

/* Everything that is left when the pool has gone. */
static void life_free(struct runtime *rt)
{
    struct life *l = rt->life;
    size_t n;
    Maatine **all = table_list(rt->table, &n);
    for (size_t i = 0; i < n; i++) maatine_discard(all[i]);
    mem_free(MEM_TEMP, all);
    globals_free(rt);
    statics_free(rt);
    (void)cycles_pass(rt->cycles, NULL, NULL);
    if (rt->library_free) rt->library_free(rt);
    table_free(rt->table);
    mem_free(MEM_RUNTIME, l->tallies);
    registry_free(rt->registry);
    timers_free(rt->timers);
    for (struct os_signal *o = l->os, *next; o; o = next) {
        next = o->next;
        mem_free(MEM_RUNTIME, o);
    }
    for (uint32_t i = 0; i < GRAVES; i++)
        if (l->graves[i].reason) envelope_free(l->graves[i].reason);
    chan_list_free(rt->chans);
    lock_fini(&l->lock);
    lock_fini(&l->dead_lock);
    lock_fini(&l->blocking_lock);
    mem_free(MEM_RUNTIME, l->roots);
    mem_free(MEM_SIGNAL, l->dead);
    mem_free(MEM_RUNTIME, l->out_timers);
    mem_free(MEM_RUNTIME, l->info_words);
    idle_free(rt);
    mem_free(MEM_RUNTIME, l->modules);
    mem_free(MEM_RUNTIME, l);
    rt->life = NULL;
}

static int run_first(struct runtime *rt, Value fn, const char *label)
{
    struct spawn_opts o = spawn_defaults;
    o.label = intern_cstr(rt->interns, rt->cfg.name && rt->cfg.name[0] ? rt->cfg.name : label);
    fault_begin();
    Maatine *first = maatine_spawn_first(rt, fn, &o);
    rt->main_id = first->id;
    observer_start(rt);
    listen_first(rt);
    fault_arm();
    sched_ready_from(rt->pool, &first->run);
    MAAT_CHECK(sched_pool_start(rt->pool) == 0, "no threads could be started");
    sched_pool_run(rt->pool);
    int status = rt->life->status;
    observer_stop(rt);
    SchedPool *pool = rt->pool;
    if (!rt->cfg.sched_seed) reap_close();
    rt->pool = NULL; /* nobody is made ready any more */
    sched_pool_free(pool);
    life_free(rt);
    runtime_flush(rt);
    observer_free(rt);
    return status;
}

int life_run_fn(struct runtime *rt, Value fn, const char *label)
{
    life_new(rt);
    return run_first(rt, fn, label);
}

static Module **pending_modules(struct runtime *rt, size_t *n)
{
    Module **out = NULL;
    size_t max = 32;
    do {
        max *= 2;
        out = mem_realloc(MEM_RUNTIME, out, max * sizeof *out);
        *n = compiler_pending(rt->compiler, out, max);
    } while (*n == max);
    return out;
}

int life_run(struct runtime *rt)
{
    size_t n;
    Module **modules = pending_modules(rt, &n);
    if (n == 0) {
        mem_free(MEM_RUNTIME, modules);
        return 0;
    }
    life_new(rt);
    struct life *l = rt->life;
    l->modules = modules;
    l->nmodules = n;
    l->at_module = 1;
    l->modules[0]->has_run = true;
    return run_first(rt, l->modules[0]->main->fn0, "main");
}
