/* Works and scopes; see work.h. */
#include "vm/maatine/work.h"
#include "base/mem.h"
#include "base/world.h"
#include "heap/array.h"
#include "heap/text.h"
#include "sched/epoch.h"
#include "vm/exec/build.h"
#include "vm/maatine/calls.h"
#include "vm/maatine/life.h"
#include <math.h>

struct work {
    uint64_t refs;   /* [any, atomic] */
    uint64_t number; /* [const] */
    Lock lock;       /* CHANNEL */
    uint8_t state;  /* [written under the lock, store_rel; read by any, load_acq] enum work_state */
    bool cancelled; /* [guarded] */
    uint64_t at;    /* [guarded; const once it has ended] its place among all ends */
    uint64_t reader;   /* [guarded] who copies the value at this moment; 0: nobody */
    Parcel value;      /* [guarded; const once it has ended] */
    uint64_t *waiters; /* [guarded] */
    uint32_t nwaiters, cap;
    uint64_t
        task; /* [written by the starter before it hands the Work out] id of its maatine, or 0 */
    uint64_t owner, scope; /* [const] */
};

typedef CellRef WorkRef; /* the same layout */
static struct work *work_of(Value v) { return (struct work *)((WorkRef *)to_obj(v))->cell; }

/* ---- life ---- */

static void work_ref(struct work *w) { add_rlx(&w->refs, 1); }

void work_unref(struct work *w)
{
    if (sub_ar(&w->refs, 1) != 1) return; /* pairs with itself */
    parcel_drop(&w->value);
    mem_free(MEM_CELL, w->waiters);
    lock_fini(&w->lock);
    mem_free(MEM_CELL, w);
}

static void release_handle(Obj *o) { work_unref((struct work *)((WorkRef *)o)->cell); }
static bool retain_handle(Obj *copy)
{
    work_ref((struct work *)((WorkRef *)copy)->cell);
    return true;
}
static void describe(const Obj *o, Buf *b)
{
    buf_addf(b, "<Work %llu>",
             (unsigned long long)((const struct work *)((const WorkRef *)o)->cell)->number);
}

void work_setup(void)
{
    heap_set_release(T_WORK, release_handle);
    heap_set_retain(T_WORK, retain_handle);
    text_set_describe(T_WORK, describe);
}

static struct work *work_new(Maatine *m, uint64_t scope)
{
    struct work *w = mem_try_alloc(MEM_CELL, sizeof *w);
    if (!w) return NULL;
    *w = (struct work){
        .refs = 1, .number = ref_new(m), .value = parcel_of(V_NIL), .owner = m->id, .scope = scope};
    lock_init(&w->lock, LOCK_CHANNEL);
    return w;
}

/* A handle that takes over the caller's reference; reserved. */
static Value handle(Maatine *m, struct work *w)
{
    WorkRef *r = heap_alloc(&m->heap, T_WORK, WORDS_OF(WorkRef));
    r->cell = (struct cell *)w;
    heap_add_offheap(&m->heap, &r->h, &r->next, 0);
    return from_obj(r);
}

/* A task that is started when the others are cancelled already never begins. */
static bool scope_is_cancelled(const Maatine *m, uint64_t scope)
{
    const Tie *t = scope && m->ties ? tie_find(&m->ties->scopes, scope) : NULL;
    return t && (t->b & SCOPE_CANCELLED);
}

/* What is known about results of fn, or of the function that it is to apply. */
static struct build_learned *makes(const Value *fn, uint32_t nargs)
{
    const Value *f = nargs && is_type(fn[1], T_FN) ? &fn[1] : fn;
    return is_type(*f, T_FN) ? (struct build_learned *)&((Fn *)to_ptr(*f))->proto->result : NULL;
}

enum native_result work_spawn(Maatine *m, Value *fn, uint32_t nargs, uint64_t scope, Str *label,
                              bool own_label, Value *out)
{
    struct work *w = work_new(m, scope);
    if (!w) return native_no_memory(m);
    work_ref(w); /* the task's */
    struct spawn_opts o = spawn_defaults;
    o.task = true;
    o.label = label;
    o.own_label = own_label;
    o.work = w;
    o.makes = makes(fn, nargs);
    o.scope = scope;
    o.cancelled = scope_is_cancelled(m, scope);
    o.owner = scope ? m->id : 0;
    Value ma, none;
    enum native_result r = maatine_spawn(m, fn, nargs, &o, &ma, &none);
    if (r != N_OK) {
        work_unref(w);
        work_unref(w);
        return r;
    }
    store_rlx(&w->task, to_ma(ma));
    if (!heap_reserve(&m->heap, WORDS_OF(WorkRef))) {
        work_unref(w);
        return native_no_memory(m);
    }
    *out = handle(m, w);
    return N_OK;
}

/* ---- the end of a task ---- */

void work_starts(Maatine *m)
{
    struct build_learned *l = m->extra->makes;
    if (l) m->extra->made = build_task(m, l);
}

bool work_hands_over(Maatine *m)
{
    struct ma_extra *x = m->extra;
    Value mark = x->made;
    x->made = V_NIL;
    if (m->unwinding || !is_absent(m->error) || travels_free(m->result)) return false;
    x->made = build_task_end(m, x->makes, &m->result, mark);
    return !is_nil(x->made);
}

bool work_copies(Maatine *m)
{
    Parcel p;
    struct copy_why why;
    if (m->unwinding || !is_absent(m->error) || travels_free(m->result)) return false;
    if (heap_bytes(&m->heap) < copy_long())
        return false; /* an object costs no more than 5 times its words */
    enum copy_result r = long_copy(m, m->result, &p, &why);
    if (r == COPY_OK) long_copy_keep(m, m->result, &p, &why);
    return r == COPY_IS_LONG;
}

/* How a task ended: with the value in m->result, or with the Error in m->error, which is absent when there was no memory for it. */
enum outcome { OUT_VALUE, OUT_ERROR, OUT_CANCELLED };
static enum outcome outcome(Maatine *m)
{
    if (m->unwinding == PENDING_KILL && (m->flags & MAF_CANCELLED) &&
        (!(m->flags & MAF_STARTED) || (m->flags & MAF_GRACE_OVER))) {
        (void)native_error(m, ERR_Cancelled, "cancelled");
        return OUT_CANCELLED;
    }
    if (m->unwinding == PENDING_EXIT && text_is(m->exit_reason, "normal")) {
        m->result = V_NIL;
        return OUT_VALUE;
    }
    if (m->unwinding) {
        Value why = m->exit_reason;
        m->result = why;
        (void)raise_exit_error(m, m->id, &m->result);
        return OUT_ERROR;
    }
    if (is_absent(m->error)) return OUT_VALUE;
    bool cancelled = (m->flags & MAF_CANCELLED) && is_inst(m->error) &&
                     ((Inst *)to_obj(m->error))->cls == m->rt->errors[ERR_Cancelled];
    return cancelled ? OUT_CANCELLED : OUT_ERROR;
}

/* A parcel with v, the result of m, which nothing will look at any more. False: it must be copied. */
static bool take_result(Maatine *m, Value v, Parcel *p)
{
    uint32_t tag = build_tag(m->extra->made);
    if (!tag || !parcel_take(p, &m->heap, v, tag)) return false;
    parcel_settle(p);
    stat_add(&m->extra->bytes_moved, p->bytes);
    return true;
}

/* A parcel with v, or with what can be said instead, an Error: *failed is set then. V_ABSENT when there is no memory even for that. */
static Parcel value_parcel(Maatine *m, Value v, bool *failed)
{
    Parcel p = parcel_of(V_NIL);
    m->flags |= MAF_AT_ONCE;
    for (int tries = 0; tries < 1000; tries++) {
        struct copy_why why = {0};
        enum copy_result r = long_copy(m, v, &p, &why);
        if (r == COPY_OK) {
            parcel_settle(&p);
            stat_add(&m->bytes_copied, why.copied);
            return p;
        }
        m->result = v;
        if (r == COPY_BOX) {
            m->tail_fn = from_obj(why.what);
            if (box_share(m, &m->tail_fn) == N_OK) {
                v = m->result;
                continue;
            }
        }
        bool nomem = r == COPY_NOMEM;
        if (*failed) break; /* not even the error */
        *failed = true;
        if (nomem)
            (void)native_no_memory(m);
        else
            (void)native_error(m, ERR_TypeError,
                               "the result of a task, %s, cannot be sent to another maatine",
                               type_name(m, from_obj(why.what)));
        v = m->error;
        if (is_absent(v)) break;
    }
    return parcel_of(V_ABSENT);
}

static void wake_list(const Maatine *m, const uint64_t *ids, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        Maatine *p = ma_find(m, ids[i]);
        if (p) ma_look(p);
    }
}

/* Drops the lock of w, and wakes all that wait for it. */
static void drop_and_wake(Maatine *m, struct work *w)
{
    uint64_t *ids = w->waiters;
    uint32_t n = w->nwaiters;
    w->waiters = NULL;
    w->nwaiters = w->cap = 0;
    lock_drop(&w->lock);
    wake_list(m, ids, n);
    mem_free(MEM_CELL, ids);
}

static void work_end(Maatine *m, struct work *w, Parcel value, bool failed, bool cancelled)
{
    uint64_t at = add_rlx(&m->rt->next_ref, 1);
    lock_take(&w->lock);
    w->value = value;
    w->cancelled = cancelled;
    w->at = at;
    store_rel(&w->state, (uint8_t)(failed ? WORK_FAILED : WORK_DONE)); /* pairs with work_state */
    drop_and_wake(m, w);
}

void work_finish(Maatine *m)
{
    struct work *w = m->extra->work;
    enum outcome o = outcome(m);
    bool failed = o != OUT_VALUE, cancelled = o == OUT_CANCELLED;
    Value v = failed ? m->error : m->result;
    Parcel p = parcel_of(V_ABSENT);
    if (!is_absent(v) && (failed || !take_result(m, v, &p))) p = value_parcel(m, v, &failed);
    work_end(m, w, p, failed, cancelled);
    if (!failed || cancelled || !w->scope) return;
    Maatine *owner = ma_find(m, w->owner);
    Envelope *e = owner ? envelope_new(SIG_TASK_FAILED, parcel_of(V_NIL)) : NULL;
    if (!e) return;
    e->ref = w->scope;
    ma_push_or_drop(owner, e);
}

enum native_result work_made(Maatine *m, Value *v, bool failed, Value *out)
{
    if (!native_reserve(m, WORDS_OF(WorkRef))) return N_ERROR;
    struct work *w = work_new(m, 0);
    if (!w) return native_no_memory(m);
    Parcel p;
    struct copy_why why;
    enum native_result r = long_copy_value(m, v, "cannot be sent to another maatine", &p, &why);
    if (r == N_OK && !native_reserve(m, WORDS_OF(WorkRef))) {
        parcel_drop(&p);
        r = N_ERROR;
    }
    if (r != N_OK) {
        work_unref(w);
        return r;
    }
    w->value = p;
    stat_add(&m->bytes_copied, why.copied);
    w->at = add_rlx(&m->rt->next_ref, 1);
    store_rel(&w->state, (uint8_t)(failed ? WORK_FAILED : WORK_DONE));
    *out = handle(m, w);
    return N_OK;
}

/* ---- asking ---- */

static enum work_state state_of(const struct work *w)
{
    return (enum work_state)load_acq(&w->state); /* pairs with work_end */
}
enum work_state work_state(Value work) { return state_of(work_of(work)); }
bool work_was_cancelled(Value work) { return work_of(work)->cancelled; }
uint64_t work_ended_at(Value work) { return work_of(work)->at; }

Value work_move(Maatine *m, Value work)
{
    struct work *w = work_of(work);
    lock_take(&w->lock);
    Parcel p = w->value;
    w->value = parcel_of(V_NIL);
    lock_drop(&w->lock);
    if (p.bytes) stat_add(&extra_of(m)->bytes_moved, p.bytes);
    return parcel_adopt(&m->heap, &p);
}

void work_cancel(Maatine *m, Value work)
{
    Maatine *p = ma_find(m, load_rlx(&work_of(work)->task));
    if (p && state_of(work_of(work)) == WORK_DO)
        ma_push_or_drop(p, envelope_new(SIG_CANCEL, parcel_of(V_NIL)));
}

/* ---- waiting ---- */

/* False: it has ended already, and nobody copies its value. */
static bool work_listen(Maatine *m, struct work *w)
{
    lock_take(&w->lock);
    bool wait = w->state == WORK_DO || w->reader;
    uint32_t i = 0;
    while (i < w->nwaiters && w->waiters[i] != m->id) i++;
    if (wait && i == w->nwaiters) {
        if (w->nwaiters == w->cap) {
            w->cap = w->cap ? 2 * w->cap : 2;
            w->waiters = mem_realloc(MEM_CELL, w->waiters, w->cap * sizeof *w->waiters);
        }
        w->waiters[w->nwaiters++] = m->id;
    }
    lock_drop(&w->lock);
    return wait;
}

static void work_unlisten(Maatine *m, struct work *w)
{
    lock_take(&w->lock);
    for (uint32_t i = 0; i < w->nwaiters; i++)
        if (w->waiters[i] == m->id) w->waiters[i] = w->waiters[--w->nwaiters];
    lock_drop(&w->lock);
}

static void wait_cancel(Maatine *m, void *op)
{
    work_unlisten(m, op);
    work_unref(op);
    m->waiter->op = NULL;
}

/* Whether w is a task of m's that was cancelled with its scope: what it waits for it gives up. */
static bool gives_up(const Maatine *m, const struct work *w)
{
    return w->owner == m->id && scope_is_cancelled(m, w->scope);
}

/* Waits for w; N_OK: it has ended. */
static enum native_result wait_one(Maatine *m, struct work *w)
{
    struct waiter *wt = waiter_of(m);
    bool waits = work_listen(m, w);
    struct work *old = m->wait_kind == WAIT_WORK ? wt->op : NULL;
    if (waits && old == w) {
        uint64_t id = load_rlx(&wt->awaits);
        return id ? end_awaited(m, id) : N_WAIT;
    }
    if (old) wait_cancel(m, old);
    if (!waits) {
        wt->op_cancel = NULL;
        wait_done(m);
        return N_OK;
    }
    work_ref(w);
    wt->op = w;
    wt->op_cancel = wait_cancel;
    (void)wait_for(m, WAIT_WORK, INFINITY);
    uint64_t task = load_rlx(&w->task);
    return task && !gives_up(m, w) ? end_awaited(m, task) : N_WAIT;
}

/* One at a time copies the value, as marks are set in it; it may take several slices, so the others wait for that like for the end. */
static bool reader_enter(Maatine *m, struct work *w)
{
    lock_take(&w->lock);
    bool free = w->reader == 0;
    if (free) w->reader = m->id;
    lock_drop(&w->lock);
    return free;
}

static void reader_leave(Maatine *m, void *work)
{
    struct work *w = work;
    lock_take(&w->lock);
    w->reader = 0;
    drop_and_wake(m, w);
}

/* What a task failed with when nothing could be made to say so. */
static enum native_result untold_error(Maatine *m, Value *out)
{
    enum native_result r = native_no_memory(m);
    if (r != N_ERROR) return r;
    *out = m->error;
    m->error = V_ABSENT;
    return N_OK;
}

enum native_result work_copy(Maatine *m, Value work, Value *out)
{
    struct work *w = work_of(work);
    Parcel p;
    struct copy_why why;
    while (!long_copy_holds(m, w)) {
        enum native_result r = wait_one(m, w);
        if (r != N_OK) return r;
        *out = w->value.root;
        if (is_absent(*out)) return untold_error(m, out);
        if (travels_free(*out)) return N_OK;
        if (reader_enter(m, w)) break;
    }
    switch (long_copy_foreign(m, w->value.root, (struct long_hold){w, reader_leave}, &p, &why)) {
    case COPY_OK: break;
    case COPY_IS_LONG: return native_yield(m);
    default: return native_no_memory(m);
    }
    stat_add(&m->bytes_copied, why.copied);
    *out = parcel_adopt(&m->heap, &p);
    return N_OK;
}

enum native_result work_result(Maatine *m, Value *work)
{
    struct work *w = work_of(*work);
    Value v;
    enum native_result r = work_copy(m, *work, &v);
    if (r != N_OK) return r;
    return state_of(w) == WORK_FAILED ? native_raise(m, v) : native_return(m, v);
}

/* Each wake-up goes on where the last one stopped. */
static enum native_result wait_all(Maatine *m, Value *list)
{
    struct waiter *wt = waiter_of(m);
    if (m->wait_kind != WAIT_WORK) wt->place = 0;
    for (; wt->place < array_len(*list); wt->place++) {
        struct work *w = work_of(array_get(*list, wt->place));
        if (state_of(w) != WORK_DO && !(m->wait_kind == WAIT_WORK && wt->op == w)) continue;
        enum native_result r = wait_one(m, w);
        if (r != N_OK) return r;
    }
    return N_OK;
}

/* The Works of the list, all listened to, while one waits for any of them. */
struct any {
    uint32_t n;
    struct work *at[];
};

static void any_cancel(Maatine *m, void *op)
{
    struct any *a = op;
    for (uint32_t i = 0; i < a->n; i++) {
        work_unlisten(m, a->at[i]);
        work_unref(a->at[i]);
    }
    mem_free(MEM_CELL, a);
    m->waiter->op = NULL;
}

static enum native_result any_begin(Maatine *m, Value *list)
{
    uint32_t n = array_len(*list);
    struct any *a = mem_alloc(MEM_CELL, sizeof *a + n * sizeof a->at[0]);
    a->n = n;
    for (uint32_t i = 0; i < n; i++) {
        a->at[i] = work_of(array_get(*list, i));
        work_ref(a->at[i]);
        (void)work_listen(m, a->at[i]); /* one that has ended meanwhile is seen below */
    }
    struct waiter *wt = waiter_of(m);
    wt->op = a;
    wt->op_cancel = any_cancel;
    (void)wait_for(m, WAIT_WORK, INFINITY);
    return N_WAIT;
}

/* The one that ended first, or the length of the list when all go on. */
static uint32_t first_ended(Value list)
{
    uint32_t n = array_len(list), first = n;
    for (uint32_t i = 0; i < n; i++) {
        const struct work *w = work_of(array_get(list, i));
        if (state_of(w) == WORK_DO) continue;
        if (first == n || w->at < work_of(array_get(list, first))->at) first = i;
    }
    return first;
}

static enum native_result wait_any(Maatine *m, Value *list)
{
    if (m->wait_kind != WAIT_WORK) (void)any_begin(m, list);
    uint32_t i = first_ended(*list);
    if (i == array_len(*list)) return N_WAIT;
    any_cancel(m, m->waiter->op);
    m->waiter->op_cancel = NULL;
    wait_done(m);
    return native_return(m, from_int(i));
}

enum native_result works_wait(Maatine *m, Value *list, bool any)
{
    return any ? wait_any(m, list) : wait_all(m, list);
}

/* ---- scopes ---- */

/* The clock of a scope, or of the grace of a task that was cancelled. */
struct scope {
    Timer timer;
    struct runtime *rt;
    uint64_t owner;
    uint64_t deadline; /* when it fires; TIMER_NEVER */
    uint64_t grace_ms; /* of its tasks; NO_GRACE */
    bool timed;        /* it fires when the time of the scope is over */
    bool kills;        /* the owner's grace is over when it fires */
    bool looks;        /* the owner looks again at what it waits for when it fires */
    uint64_t frame;    /* where the block begins (exec_position) */
    uint32_t at;
};
#define NO_GRACE UINT64_MAX

static void on_scope_timer(Timer *t, uint64_t arg, Scheduler *s)
{
    (void)s;
    struct scope *st = (struct scope *)t;
    Maatine *p = table_find(st->rt->table, st->owner);
    if (!p) return;
    if (st->looks) {
        ma_look(p);
        return;
    }
    Envelope *e = envelope_new(SIG_CANCEL, parcel_of(V_NIL));
    e->ref = arg;
    if (st->kills) e->arg = CANCEL_OVER;
    ma_push_or_drop(p, e);
}

static void scope_gone(void *p, Scheduler *s)
{
    (void)s;
    mem_free(MEM_SIGNAL, p);
}

/* The wheel may just be calling it: freed through an epoch. */
static void scope_drop(Maatine *m, struct scope *st)
{
    if (!st) return;
    if (!m->rt->pool) { /* the wheel has gone */
        mem_free(MEM_SIGNAL, st);
        return;
    }
    (void)timer_cancel(&st->timer);
    epoch_retire(m->sched, st, scope_gone);
}

/* ref 0: the clock of a grace. */
static struct scope *scope_new(Maatine *m, double secs, uint64_t grace_ms, uint64_t ref)
{
    struct scope *st = mem_zalloc(MEM_SIGNAL, sizeof *st);
    st->rt = m->rt;
    st->owner = m->id;
    st->deadline = timer_after(world_mono_ns(), secs);
    st->grace_ms = grace_ms;
    st->timed = ref && st->deadline != TIMER_NEVER;
    st->kills = ref == 0;
    timer_init(&st->timer, on_scope_timer);
    if (st->kills || (st->timed && secs > 0))
        timer_start(m->sched, &st->timer, st->deadline, ref, true);
    return st;
}

/* A scope that has no time from the beginning: nothing begins in it, and its body is interrupted at the next safe point. */
static void scope_begins_late(Maatine *m, Tie *scope)
{
    scope->b = SCOPE_LATE | SCOPE_DUE | SCOPE_CANCELLED;
    m->flags |= MAF_TIME_DUE;
    m->reds = 0;
}

/* A longer one is none: seconds, of which the milliseconds are a small integer. */
#define GRACE_MOST 1e11

uint64_t tasks_open(Maatine *m, double secs, double grace)
{
    uint64_t ref = ref_new(m);
    struct scope *st = NULL;
    uint64_t ms = grace > GRACE_MOST ? NO_GRACE : grace > 0 ? (uint64_t)(grace * 1000) : 0;
    if (secs != INFINITY || ms != NO_GRACE) {
        st = scope_new(m, secs, ms, ref);
        exec_position(m, true, &st->frame, &st->at);
    }
    Tie *t = tie_add(&ties_of(m)->scopes, ref);
    t->a = (uint64_t)(uintptr_t)st;
    if (!(secs > 0)) scope_begins_late(m, t);
    return ref;
}

static struct scope *scope_of(const Tie *t) { return (struct scope *)(uintptr_t)t->a; }

bool tasks_late(const Maatine *m)
{
    const TieSet *s = &m->ties->scopes;
    for (uint32_t i = 0; i < s->used && s->count; i++)
        if (s->at[i].key && (s->at[i].b & SCOPE_LATE)) return true;
    return false;
}

static void cancel_task(const Maatine *m, const Tie *scope, uint64_t id)
{
    Maatine *p = ma_find(m, id);
    if (!p) return;
    const struct scope *st = scope_of(scope);
    bool grace = st && st->grace_ms != NO_GRACE;
    ma_push_or_drop(
        p, envelope_new(SIG_CANCEL, parcel_of(grace ? from_int((int64_t)st->grace_ms) : V_NIL)));
}

void tasks_cancel(Maatine *m, uint64_t scope)
{
    Tie *t = m->ties ? tie_find(&m->ties->scopes, scope) : NULL;
    if (!t || (t->b & SCOPE_CANCELLED)) return;
    t->b |= SCOPE_CANCELLED;
    TieSet *s = &m->ties->tasks;
    for (uint32_t i = 0; i < s->used; i++)
        if (s->at[i].key && s->at[i].a == scope) cancel_task(m, t, s->at[i].key);
}

bool tasks_close(Maatine *m, uint64_t scope)
{
    Tie *t = tie_find(&ties_of(m)->scopes, scope);
    if (!t) return false;
    struct scope *st = scope_of(t);
    bool over = (t->b & SCOPE_LATE) || (st && st->timed && world_mono_ns() >= st->deadline);
    scope_drop(m, st);
    tie_remove(&m->ties->scopes, scope);
    TieSet *s = &m->ties->tasks;
    for (uint32_t i = 0; i < s->used; i++)
        if (s->at[i].key && s->at[i].a == scope) tie_remove(s, s->at[i].key);
    return over;
}

bool tasks_time_over(Maatine *m, uint64_t scope)
{
    Tie *t = m->ties ? tie_find(&m->ties->scopes, scope) : NULL;
    if (!t) return false;
    t->b |= SCOPE_LATE | SCOPE_DUE;
    tasks_cancel(m, scope);
    return true;
}

bool tasks_time_due(Maatine *m)
{
    TieSet *s = &m->ties->scopes;
    bool due = false, later = false;
    for (uint32_t i = 0; i < s->used && s->count; i++) {
        Tie *t = &s->at[i];
        if (!t->key || !(t->b & SCOPE_DUE)) continue;
        const struct scope *st = scope_of(t);
        if (exec_in_finally(m, st->frame, st->at)) {
            later = true;
            continue;
        }
        t->b &= ~(uint64_t)SCOPE_DUE;
        due = true;
    }
    if (!later) m->flags &= ~(uint32_t)MAF_TIME_DUE;
    return due;
}

void tasks_end_slow(Maatine *m)
{
    Ties *t = m->ties;
    if (m->waiter && m->waiter->within_clock) scope_drop(m, m->waiter->within_clock);
    if (m->waiter) m->waiter->within_clock = NULL;
    if (!t) return;
    if (t->grace) scope_drop(m, t->grace);
    t->grace = NULL;
    if (MAAT_LIKELY(t->scopes.cap == 0)) return;
    for (uint32_t i = 0; i < t->scopes.used && t->scopes.count; i++) {
        Tie *s = &t->scopes.at[i];
        if (!s->key) continue;
        if (m->rt->pool) tasks_cancel(m, s->key);
        scope_drop(m, scope_of(s));
    }
    tie_clear(&t->scopes);
}

/* ---- the grace of a task ---- */

void task_grace(Maatine *m, uint64_t ms)
{
    Ties *t = ties_of(m);
    if (!t->grace) t->grace = scope_new(m, (double)ms / 1000, ms, 0);
}

static void tell_killed(const Maatine *m)
{
    const char *file, *function;
    uint32_t line;
    Buf b = BUF_INIT;
    exec_place(m, &file, &line, &function);
    buf_addf(&b, "task %llu (%s) did not end within its grace of %g s and was killed: %s:%u %s\n",
             (unsigned long long)m->id, maatine_label(m) ? maatine_label(m)->p : "",
             (double)m->ties->grace->grace_ms / 1000, file, line, function);
    runtime_err(m->rt, buf_str(&b), b.len);
    buf_fini(&b);
}

void task_grace_over(Maatine *m)
{
    if (!m->ties || !m->ties->grace || (m->flags & MAF_ENDING && m->ended)) return;
    tell_killed(m);
    m->flags |= MAF_GRACE_OVER;
    signal_pending(m, PENDING_KILL);
}

/* ---- within ---- */

uint64_t within_deadline(const Maatine *m) { return m->waiter ? m->waiter->within : 0; }

static void within_set(Maatine *m, uint64_t deadline, uint64_t frame, uint32_t at)
{
    struct waiter *w = waiter_of(m);
    if (w->within_clock && deadline != w->within) {
        scope_drop(m, w->within_clock);
        w->within_clock = NULL;
    }
    w->within = deadline;
    w->within_frame = frame;
    w->within_at = at;
}

enum native_result within_begin(Maatine *m, double secs, Value *before)
{
    struct waiter *w = waiter_of(m);
    uint64_t deadline = secs == INFINITY ? 0 : timer_after(world_mono_ns(), secs), frame;
    uint32_t at;
    Value v;
    before[0] = from_double((double)w->within);
    before[1] = from_int((int64_t)w->within_frame);
    before[2] = from_int(w->within_at);
    if (!array_from(&m->heap, before, 3, &v)) return native_no_memory(m);
    before[0] = v;
    exec_position(m, false, &frame, &at);
    if (deadline && (!w->within || deadline < w->within)) within_set(m, deadline, frame, at);
    return N_OK;
}

void within_end(Maatine *m, Value before)
{
    Value v = array_get(before, 0);
    uint64_t deadline = is_int(v) ? (uint64_t)to_int(v) : (uint64_t)to_double(v);
    within_set(m, deadline, (uint64_t)to_int(array_get(before, 1)),
               (uint32_t)to_int(array_get(before, 2)));
}

bool wait_is_limited(const Maatine *m)
{
    const struct waiter *w = m->waiter;
    if (w && w->within && !exec_cleans_up(m, w->within_frame, w->within_at)) return true;
    const TieSet *s = m->ties ? &m->ties->scopes : NULL;
    for (uint32_t i = 0; s && i < s->used && s->count; i++) {
        const struct scope *st = s->at[i].key ? scope_of(&s->at[i]) : NULL;
        if (st && st->timed && !(s->at[i].b & SCOPE_LATE)) return true;
    }
    return false;
}

bool within_over(Maatine *m)
{
    struct waiter *w = m->waiter;
    if ((m->flags & MAF_ENDING) || m->pending != PENDING_NONE) return false;
    uint64_t now = world_mono_ns();
    if (now >= w->within) return !exec_cleans_up(m, w->within_frame, w->within_at);
    if (w->within_clock) return false;
    w->within_clock = scope_new(m, (double)(w->within - now) / 1e9, NO_GRACE, 1);
    w->within_clock->looks = true;
    return false;
}
