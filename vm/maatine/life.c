/* Starting and running maatines.
 *
 * A record is one block: control data, first stack, first young area.
 *
 *   | struct maatine | stack: --min-stack | young area: --min-heap, and the rest of the size class |
 *
 * The size is rounded to a size class of the allocator (multiples of 128 up to 1 KiB, of 256 up to 2 KiB), so that nothing is
 * wasted.
 */
#include "vm/maatine/life.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/array.h"
#include "heap/string.h"
#include "sched/epoch.h"
#include "vm/maatine/chan.h"
#include "vm/maatine/spare.h"
#include "vm/maatine/work.h"
#include "vm/observe/observe.h"

#define RECORD_UNIT 128u
#define SPAWN_COST  8 /* reductions */

const struct spawn_opts spawn_defaults = {.prio = PRIO_NORMAL, .overflow = OVERFLOW_BLOCK};

/* ---- records ---- */

static Maatine *of_heap(struct heap *h) { return (Maatine *)((char *)h - offsetof(Maatine, heap)); }

static void roots(struct heap *h, struct gc *gc)
{
    Maatine *m = of_heap(h);
    exec_roots(m, gc);
    if (m->extra) gc_value(gc, &m->extra->share_list);
    m->statics = gc_object(gc, m->statics);
    mailbox_roots(&m->mailbox, gc);
    if (long_copy_is(m)) long_copy_roots(m, gc);
}

const struct ma_extra ma_extra_none = {.share_list = V_NIL, .made = V_NIL};

struct ma_extra *extra_of(Maatine *m)
{
    if (!m->extra) {
        struct ma_extra *x = mem_alloc(MEM_MAATINE, sizeof *x);
        *x = ma_extra_none;
        store_rel(&m->extra, x); /* pairs with extra_seen */
    }
    return m->extra;
}

size_t record_bytes(const struct runtime *rt)
{
    size_t words = rt->cfg.min_stack / sizeof(Value) + rt->cfg.min_heap / sizeof(Value);
    size_t bytes = sizeof(Maatine) + words * sizeof(Value);
    size_t unit = bytes <= 8 * RECORD_UNIT ? RECORD_UNIT : 2 * RECORD_UNIT;
    return (bytes + unit - 1) / unit * unit;
}

static void record_drop(Maatine *m)
{
    spare_give(SPARE_RECORD, MEM_MAATINE, m, record_bytes(m->rt));
}

static Maatine *record_new(struct runtime *rt, const struct spawn_opts *o)
{
    size_t stack = rt->cfg.min_stack / sizeof(Value), bytes = record_bytes(rt);
    Maatine *m = spare_take(SPARE_RECORD, bytes);
    if (!m) m = mem_try_alloc(MEM_MAATINE, bytes);
    if (!m) return NULL;
    memset(m, 0, sizeof *m);
    runnable_init(&m->run, maatine_run, o->prio);
    m->rt = rt;
    m->stack = m->first;
    m->stack_end = m->stack_cap = m->first + stack;
    for (size_t i = 0; i < stack; i++) m->first[i] = V_NIL;
    m->result = m->exit_reason = m->tail_fn = V_NIL;
    m->error = V_ABSENT;
    size_t young = (bytes - sizeof *m) / sizeof(Value) - stack;
    heap_init(&m->heap, roots, m->stack_end, (uint32_t)young,
              o->max_heap ? o->max_heap : load_rlx(&rt->cfg.max_heap));
    mailbox_init(&m->mailbox);
    return m;
}

static uint32_t flags_of(const struct spawn_opts *o)
{
    return (o->detached ? MAF_DETACHED : 0) | (o->task ? MAF_TASK | MAF_QUIET : 0) |
           (o->system ? MAF_SYSTEM : 0) | (o->supervisor ? MAF_SUPERVISOR : 0) |
           (o->owned ? MAF_OWNED : 0) | (o->quiet ? MAF_QUIET : 0) |
           (o->own_label ? MAF_OWN_LABEL : 0);
}

/* Who it is, by whom it was started and where. */
static void record_describe(Maatine *n, Maatine *m, const struct spawn_opts *o)
{
    n->flags = flags_of(o);
    if (o->cancelled) {
        n->flags |= MAF_CANCELLED;
        n->pending = PENDING_KILL;
    }
    if (o->work) {
        extra_of(n)->work = o->work;
        n->extra->makes = o->makes;
    }
    n->started_ns = m ? sched_now(m->sched) : world_mono_ns();
    if (o->mailbox_bound || o->overflow != OVERFLOW_BLOCK)
        mailbox_set_bound(&n->mailbox, (uint32_t)o->mailbox_bound,
                          (enum overflow_policy)o->overflow);
    if (!m) return;
    n->parent = m->id;
    n->owner = o->owner ? o->owner : (m->flags & MAF_SUPERVISOR) ? m->id : m->owner;
    if (o->detached) n->owner = 0;
    n->sched = m->sched;
    n->spawn_proto = ((Fn *)to_ptr(m->R[-3]))->proto;
    n->spawn_at = (uint32_t)(m->pc - n->spawn_proto->code) & SPAWN_AT_MASK;
}

/* Mostly the instruction that starts it says what it is called. */
static void set_label(Maatine *n, const Maatine *m, const struct spawn_opts *o)
{
    if (!o->label) return;
    if (m && o->label_word && o->label_word - m->pc >= 0 && o->label_word - m->pc < 2)
        n->spawn_at |= (uint32_t)(o->label_word - m->pc + 1) << SPAWN_LABEL_SHIFT;
    else
        extra_of(n)->label = o->label;
    MAAT_ASSERT(maatine_label(n) == o->label);
}

const Str *maatine_label(const Maatine *m)
{
    uint32_t word = m->spawn_at >> SPAWN_LABEL_SHIFT;
    if (!word) return extra_seen(m)->label;
    const Proto *p = m->spawn_proto;
    return spawn_label(p->consts, p->code[(m->spawn_at & SPAWN_AT_MASK) + word - 1]);
}

uint32_t spawn_line(const Proto *p, uint32_t spawn_at)
{
    uint32_t at = spawn_at & SPAWN_AT_MASK; /* it stands behind the instruction */
    return proto_line(p, at ? at - 1 : 0);
}

uint32_t maatine_spawn_line(const Maatine *m) { return spawn_line(m->spawn_proto, m->spawn_at); }

/* ---- the call that it runs ---- */

/* fn[0..n] and the tasklocals need no copy. */
static bool all_free(const Maatine *m, const Value *fn, uint32_t n)
{
    if (m && (m->flags & MAF_TASKLOCALS)) return false;
    for (uint32_t i = 0; i <= n; i++)
        if (!travels_free(fn[i])) return false;
    return true;
}

/* What is copied in one go, so that sharing among it is kept: function, arguments, then number and value of each tasklocal. */
struct pack {
    Array a;
    Slots *slots; /* allocated, or room */
    struct {
        Obj h;
        Value v[12];
    } room;
};

static bool pack_make(struct pack *p, Maatine *m, const Value *fn, uint32_t nargs, uint32_t ntask)
{
    uint32_t n = 1 + nargs + 2 * ntask;
    p->slots = (Slots *)&p->room;
    if (n > sizeof p->room.v / sizeof(Value)) {
        p->slots = mem_try_alloc(MEM_TEMP, sizeof(Slots) + n * sizeof(Value));
        if (!p->slots) return false;
    }
    p->slots->h = (Obj){.type = T_SLOTS, .words = n + 1};
    p->a = (Array){.h = {.type = T_ARRAY, .words = WORDS_OF(Array)}, .len = n, .slots = p->slots};
    memcpy(p->slots->v, fn, (nargs + 1) * sizeof(Value));
    if (ntask) tasklocals_gather(m, p->slots->v + nargs + 1, 2 * ntask);
    return true;
}

static void pack_free(struct pack *p)
{
    if (p->slots != (Slots *)&p->room) mem_free(MEM_TEMP, p->slots);
}

static enum native_result cannot_travel(Maatine *m, const struct copy_why *why)
{
    return native_error(m, ERR_TypeError, "%s cannot be sent to another maatine",
                        type_name(m, from_obj(why->what)));
}

/* The same in m's heap, for a copy that takes long. The array is rooted in m->result. May collect. */
static bool pack_array(Maatine *m, Value *fn, uint32_t nargs)
{
    Value list;
    if (!array_new(&m->heap, nargs + 1, &list)) return false;
    m->result = list;
    for (uint32_t i = 0; i <= nargs; i++)
        if (!array_push(&m->heap, &m->result, &fn[i])) return false;
    return !(m->flags & MAF_TASKLOCALS) || tasklocals_push(m, &m->result);
}

/* N_YIELD: it is copied in pieces; N_OK: it was not possible. */
static enum native_result pack_long(Maatine *m, Value *fn, uint32_t nargs)
{
    return pack_array(m, fn, nargs) && long_copy_begin(m, m->result) ? native_yield(m) : N_OK;
}

/* The copy that was made in pieces. */
static bool pack_take(Maatine *m, Parcel *out, struct copy_why *why, enum copy_result *r)
{
    Value list;
    return long_copy_again(m, &list) && long_copy_take(m, list, out, why, r);
}

/* Copies the call into a parcel. Boxes that cross become shared cells first, which may collect: then all is read again from
 * the rooted slots. */
static enum native_result pack_copy(Maatine *m, Value *fn, uint32_t nargs, Parcel *out)
{
    uint64_t long_from = long_copy_from(m);
    enum native_result shared = share_go_on(m);
    while (shared == N_OK) {
        uint32_t ntask = (m->flags & MAF_TASKLOCALS) ? tasklocals_count(m) : 0;
        struct pack p;
        struct copy_why why = {0};
        enum copy_result r;
        if (!pack_take(m, out, &why, &r)) {
            if (!pack_make(&p, m, fn, nargs, ntask)) return native_no_memory(m);
            r = parcel_copy_short(out, from_obj(&p.a), long_from, &why);
            pack_free(&p);
        }
        if (r == COPY_OK) {
            stat_add(&m->bytes_copied, why.copied);
            native_charge(m, (int64_t)(why.copied / 64));
            return N_OK;
        }
        if (r == COPY_IS_LONG) {
            if (pack_long(m, fn, nargs) == N_YIELD) return N_YIELD;
            long_from = 0;
            continue;
        }
        if (r == COPY_NOMEM) return native_no_memory(m);
        if (r == COPY_TYPE) return cannot_travel(m, &why);
        shared = box_share_found(m, why.what);
    }
    return shared;
}

/* Lays n's first frame. */
static bool setup(Maatine *n, const Value *fn, uint32_t nargs, Parcel *p)
{
    if (!p) return exec_setup(n, fn[0], fn + 1, nargs);
    const Array *a = (const Array *)to_obj(parcel_adopt(&n->heap, p));
    const Value *v = a->slots->v;
    uint32_t len = a->len;
    n->exit_reason = from_obj(a); /* a root until the tasklocals stand */
    bool ok = exec_setup(n, v[0], v + 1, nargs);
    if (ok && len > nargs + 1) ok = tasklocals_put(n, &n->exit_reason, nargs + 1);
    n->exit_reason = V_NIL;
    return ok;
}

/* ---- starting ---- */

static void tie_to_starter(Maatine *n, Maatine *m, const struct spawn_opts *o, uint64_t *ref)
{
    if (o->link) {
        uint64_t number = ref_new(m);
        tie_add(&ties_of(m)->links, n->id)->a = number;
        tie_add(&ties_of(n)->links, m->id)->b = number;
    }
    if (o->scope) tie_add(&ties_of(m)->tasks, n->id)->a = o->scope;
    if (o->monitor) {
        *ref = ref_new(m);
        Tie *t = tie_add_new(&ties_of(m)->watching, *ref);
        t->a = n->id;
        t->b = WATCH_MONITOR;
        t = tie_add_new(&ties_of(n)->watched, *ref);
        t->a = m->id;
        t->b = WATCH_MONITOR;
    }
}

static void record_free(void *p, Scheduler *s)
{
    (void)s;
    Maatine *m = p;
    /* Only now: a sender that had found it may have counted a drop after its end. */
    uint64_t drops = mailbox_drops(&m->mailbox);
    if (MAAT_UNLIKELY(drops)) add_rlx(&m->rt->drops, drops);
    mailbox_fini(&m->mailbox);
    heap_forget(&m->heap); /* observers looked at its figures */
    waiter_free(m->waiter);
    if (m->flags & MAF_OWN_LABEL) mem_free(MEM_MAATINE, m->extra->label);
    mem_free(MEM_MAATINE, m->extra);
    record_drop(m);
}

void record_retire(Maatine *m, Scheduler *s)
{
    if (s)
        epoch_retire(s, m, record_free);
    else
        record_free(m, NULL);
}

/* The name is given before the new one runs. */
static enum native_result give_name(Maatine *n, Maatine *m, Value name)
{
    if (is_nil(name)) return N_OK;
    if (!is_str(name)) return native_type_error(m, "name", "a Str", name);
    switch (registry_add(n->rt->registry, str_bytes(name), str_len(name), n->id, &n->name)) {
    case REGISTRY_OK: return N_OK;
    case REGISTRY_NOMEM: return native_no_memory(m);
    default:
        return native_error(m, ERR_ArgumentError, "the name '%.*s' is taken", (int)str_len(name),
                            str_bytes(name));
    }
}

/* A record with an id. NULL: no memory, or too many maatines. */
static Maatine *record_enter(struct runtime *rt, const Scheduler *s, const struct spawn_opts *o)
{
    Maatine *n = record_new(rt, o);
    if (!n || table_reserve(rt->table, table_who(s), &n->id, &n->serial)) return n;
    heap_fini(&n->heap);
    record_drop(n);
    return NULL;
}

/* Ties and name; n is found from now on. */
static enum native_result enter(Maatine *n, Maatine *m, const struct spawn_opts *o, Value *ref)
{
    uint64_t number = 0;
    if (m) tie_to_starter(n, m, o, &number);
    table_publish(n->rt->table, n);
    if (!m) return N_OK;
    enum native_result r = give_name(n, m, o->name ? *o->name : V_NIL);
    if (r != N_OK) {
        if (o->link) tie_remove(&m->ties->links, n->id);
        if (o->scope) tie_remove(&m->ties->tasks, n->id);
        if (o->monitor) tie_remove(&m->ties->watching, number);
        return r;
    }
    if (o->monitor) {
        *ref = from_ref(number);
        mailbox_mark(&m->mailbox, *ref);
    }
    return N_OK;
}

/* n never runs. */
static void undo(Maatine *n, Maatine *m, bool published)
{
    uint32_t who = table_who(m ? m->sched : NULL);
    if (published)
        table_remove(n->rt->table, who, n, V_ABSENT);
    else
        table_cancel(n->rt->table, who, n->id);
    ties_free(n->ties);
    heap_fini_seen(&n->heap);
    exec_free_stack(n);
    n->flags &= ~(uint32_t)MAF_OWN_LABEL; /* still the caller's */
    record_retire(n, m ? m->sched : NULL);
}

enum native_result maatine_spawn(Maatine *m, Value *fn, uint32_t nargs, const struct spawn_opts *o,
                                 Value *out, Value *ref)
{
    Parcel p = {.root = V_NIL};
    bool copy = !all_free(m, fn, nargs);
    if (copy) {
        enum native_result r = pack_copy(m, fn, nargs, &p);
        if (r != N_OK) return r;
    }
    Maatine *n = record_enter(m->rt, m->sched, o);
    if (!n) {
        parcel_drop(&p);
        return native_error(m, ERR_MemoryError, "too many maatines");
    }
    record_describe(n, m, o);
    set_label(n, m, o);
    if (!setup(n, fn, nargs, copy ? &p : NULL)) {
        undo(n, m, false);
        return native_no_memory(m);
    }
    enum native_result r = enter(n, m, o, ref);
    if (r != N_OK) {
        undo(n, m, true);
        return r;
    }
    program_started(n, m->sched);
    *out = from_ma(n->id);
    mailbox_mark(&m->mailbox, *out);
    m->reds -= SPAWN_COST;
    if (observe_wants(m->rt, WANT_SPAWNS)) observe_spawn(m, n);
    sched_spawned(m->sched, &n->run);
    return N_OK;
}

Maatine *maatine_spawn_first(struct runtime *rt, Value fn, const struct spawn_opts *o)
{
    Maatine *n = record_enter(rt, NULL, o);
    MAAT_CHECK(n, "no memory for the first maatine");
    record_describe(n, NULL, o);
    set_label(n, NULL, o);
    n->flags |= MAF_MAIN;
    MAAT_CHECK(setup(n, &fn, 0, NULL), "no memory for the first frame");
    (void)enter(n, NULL, o, NULL);
    program_started(n, NULL);
    return n;
}

uint64_t maatine_spawn_outside(struct runtime *rt, const Value *fn, uint32_t nargs,
                               const struct spawn_opts *o)
{
    Maatine *n = record_enter(rt, NULL, o);
    if (!n) return 0;
    record_describe(n, NULL, o);
    set_label(n, NULL, o);
    uint64_t id = n->id;
    if (!setup(n, fn, nargs, NULL)) {
        undo(n, NULL, false);
        return 0;
    }
    (void)enter(n, NULL, o, NULL);
    program_started(n, NULL);
    sched_ready_from(rt->pool, &n->run);
    return id;
}

Maatine *maatine_find(struct runtime *rt, uint64_t id) { return table_find(rt->table, id); }

uint64_t ref_new(Maatine *m)
{
    /* Each scheduler takes numbers in blocks: the word it keeps is the next one; a block ends at a multiple of REF_BLOCK. */
    enum { REF_BLOCK = 1024 };
    uint64_t n = (uint64_t)(uintptr_t)sched_local(m->sched);
    if (n % REF_BLOCK == 0) n = (add_rlx(&m->rt->next_ref, 1) + 1) * REF_BLOCK + 1;
    sched_set_local(m->sched, (void *)(uintptr_t)(n + 1));
    return n;
}

/* ---- running ---- */

static int32_t account(Maatine *m, int32_t slice)
{
    int32_t used = slice - m->reds;
    if (used < 0) used = 0;
    stat_add(&m->reductions, (uint64_t)used);
    return used;
}

/* Nothing of m may be touched once it is parked. */
static bool park(Maatine *m, Scheduler *s, int32_t slice)
{
    uint64_t before = m->reductions;
    int32_t used = account(m, slice);
    if (used || !m->parked_ns) { /* else it was woken for nothing, and waits as before */
        store_rlx(&m->parked_ns, sched_now(s));
        m->flags &= ~(uint32_t)MAF_SMALL;
    }
    if (MAAT_UNLIKELY(m->flags & MAF_HIBERNATES) ||
        (idle_grown(m) && !(m->flags & (MAF_LISTED | MAF_SMALL))))
        idle_parks(m, s);
    if (!mailbox_park(&m->mailbox)) {
        store_rlx(&m->reductions, before);
        return false;
    }
    sched_charge(s, used);
    return true;
}

/* It was cancelled, or the time of a scope is over. A finally or defer block that was running already is not interrupted, as one that
 * runs because of it is not. */
static void cancel_if_due(Maatine *m)
{
    if ((m->flags & MAF_ENDING) || m->pending >= PENDING_CANCEL) return;
    bool cancelled = (m->flags & MAF_CANCEL_DUE) && !exec_in_finally(m, 0, 0);
    if (cancelled) m->flags &= ~(uint32_t)MAF_CANCEL_DUE;
    bool late = (m->flags & MAF_TIME_DUE) && tasks_time_due(m);
    if (cancelled || late) signal_pending(m, PENDING_CANCEL);
}

/* It was cancelled, has caught that and gone on, and waits again (R18). */
static bool cancelled_waits(const Maatine *m)
{
    if (!(m->flags & MAF_CANCELLED) && !(m->ties && tasks_late(m))) return false;
    return !(m->flags & MAF_ENDING) && m->pending == PENDING_NONE && !exec_cleans_up(m, 0, 0);
}

/* m's function is over. All finalizers that have not run do so now, before its end is told to anybody: it runs once more, and how
 * it ended goes through the arguments of that run. Not after 'kill', which runs nothing. */
static bool last_run_begin(Maatine *m)
{
    if (m->unwinding == PENDING_KILL || (m->flags & MAF_OUT_OF_MEMORY)) return false;
    if (!heap_all_final(&m->heap)) return false;
    bool failed = !is_absent(m->error);
    Value args[4] = {m->result, failed ? m->error : V_NIL, m->exit_reason,
                     from_int(m->unwinding | (failed ? 256 : 0))};
    m->error = V_ABSENT;
    m->unwinding = PENDING_NONE;
    m->flags = (m->flags & ~(uint32_t)MAF_FINALS) | MAF_LAST_RUN | MAF_ENDING;
    m->args_end = NULL;
    if (exec_setup(m, m->rt->core[CORE_finals_end], args, 4)) return true;
    m->result = args[0];
    m->error = failed ? args[1] : V_ABSENT;
    m->exit_reason = args[2];
    m->unwinding = (uint8_t)(to_int(args[3]) & 255);
    return false;
}

/* It is as it was before its last run, unless that was ended by something else. */
static void last_run_end(Maatine *m)
{
    m->flags &= ~(uint32_t)MAF_LAST_RUN;
    if (m->unwinding || !is_absent(m->error) || !is_array(m->result)) return;
    const Array *a = (const Array *)to_obj(m->result);
    const Value *v = a->slots->v + a->start;
    int64_t state = to_int(v[3]);
    m->result = v[0];
    m->error = state & 256 ? v[1] : V_ABSENT;
    m->exit_reason = v[2];
    m->unwinding = (uint8_t)(state & 255);
}

/* Whether m goes on although its function is over. */
static bool goes_on(Maatine *m)
{
    if (m->flags & MAF_LAST_RUN) {
        last_run_end(m);
        return false;
    }
    return program_next_module(m) || (MAAT_UNLIKELY(m->heap.gc != NULL) && last_run_begin(m));
}

/* What m leaves is copied (MAF_LAST_COPY), or it was killed meanwhile. */
static enum run_result last_copied(Maatine *m, Scheduler *s, int32_t slice)
{
    const Envelope *seen = NULL;
    if (mailbox_unseen_kind(&m->mailbox, SIG_KILL, &seen)) m->unwinding = PENDING_KILL;
    sched_charge(s, account(m, slice));
    maatine_end(m, s);
    return RUN_ENDED;
}

/* m's function is over. */
static enum run_result ends(Maatine *m, Scheduler *s, int32_t slice)
{
    if (extra_seen(m)->work && !work_hands_over(m) && work_copies(m)) {
        m->flags |= MAF_LAST_COPY;
        sched_charge(s, account(m, slice));
        return RUN_YIELD;
    }
    sched_charge(s, account(m, slice));
    maatine_end(m, s);
    return RUN_ENDED;
}

/* What m waits for is given up, as something has come in between. If it has been done already, it is not: m first goes on to its next
 * safe point, and what is returned is pending again then (later_again). The operation that waits may be a safe point itself (the turn of a loop
 * over a channel): `stuck` says how often it has come to nothing, and it gets as many reductions. */
static uint8_t interrupted(Maatine *m, int32_t stuck)
{
    uint8_t later = m->pending;
    if (later != PENDING_KILL && chan_wait_over(m)) {
        long_copy_forget(m);
        m->pending = PENDING_NONE;
        m->reds = stuck;
        return later;
    }
    wait_abort(m);
    long_copy_forget(m);
    return PENDING_NONE;
}

/* What interrupted put off. It may have gone on into a finally or defer block since, or out of the within block. */
static void later_again(Maatine *m, uint8_t later)
{
    if (later == PENDING_LATE && !(m->waiter->within && within_over(m))) return;
    if (later == PENDING_CANCEL && (m->flags & MAF_CANCELLED)) {
        m->flags |= MAF_CANCEL_DUE;
        m->reds = 0;
        return;
    }
    signal_pending(m, (enum pending_kind)later);
}

static void starts(Maatine *m)
{
    m->flags |= MAF_STARTED;
    if (extra_seen(m)->work) work_starts(m);
}

enum run_result maatine_run(Runnable *r, Scheduler *s)
{
    Maatine *m = maatine_of(r);
    store_rlx(&m->sched, s);
    m->sends = 0;
    if (MAAT_UNLIKELY(m->flags & (MAF_BLOCKING | MAF_GO_HOME)) && blocking_moves(m, s))
        return RUN_PARKED;
    int32_t slice = m->reds = sched_slice(s);
    if (long_copy_is(m) && !long_copy_run(m)) {
        sched_charge(s, account(m, slice));
        return RUN_YIELD;
    }
    if (MAAT_UNLIKELY(m->flags & MAF_LAST_COPY)) return last_copied(m, s, slice);
    int32_t stuck = 0;
    for (;;) {
        signals_drain(m);
        if (MAAT_UNLIKELY(load_rlx(&m->idle_asked))) idle_asked(m, s);
        if (MAAT_UNLIKELY(m->flags & MAF_SUSPENDED) && m->pending != PENDING_KILL) {
            if (park(m, s, slice)) return RUN_PARKED;
            continue;
        }
        if (MAAT_UNLIKELY(m->flags & (MAF_CANCEL_DUE | MAF_TIME_DUE))) cancel_if_due(m);
        uint8_t later = PENDING_NONE;
        if (MAAT_UNLIKELY(m->pending != PENDING_NONE) && pending_acts(m))
            later = interrupted(m, stuck);
        if (MAAT_UNLIKELY(!(m->flags & MAF_STARTED)) && m->pending != PENDING_KILL) starts(m);
        if (MAAT_UNLIKELY(m->heap.in_reserve)) exec_refill_reserve(m);
        if (MAAT_UNLIKELY(m->heap.debt >= m->heap.debt_max)) exec_cool_stack(m);
        enum exec_result x = exec_run(m);
        if (MAAT_UNLIKELY(later != PENDING_NONE)) {
            if (x == EXEC_YIELD || x == EXEC_WAIT) later_again(m, later);
            stuck = x == EXEC_YIELD && m->wait_kind == WAIT_CHANNEL ? stuck + 1 : 0;
            if (x == EXEC_YIELD) continue;
        }
        switch (x) {
        case EXEC_WAIT:
            if (MAAT_UNLIKELY(m->flags & (MAF_CANCEL_DUE | MAF_TIME_DUE))) cancel_if_due(m);
            if (MAAT_UNLIKELY(cancelled_waits(m))) signal_pending(m, PENDING_CANCEL);
            if (MAAT_UNLIKELY(m->waiter && m->waiter->within) && within_over(m))
                signal_pending(m, PENDING_LATE);
            if (mailbox_has_unseen(&m->mailbox)) continue;
            if (MAAT_UNLIKELY(m->pending != PENDING_NONE) && pending_acts(m)) continue;
            if (park(m, s, slice)) return RUN_PARKED;
            continue;
        case EXEC_YIELD: sched_charge(s, account(m, slice)); return RUN_YIELD;
        default:
            if (goes_on(m)) continue;
            return ends(m, s, slice);
        }
    }
}
