/* `Ma`: starting, tying, asking and ending maatines; and the functions around it (reply, exit_ma, sleep, exit). */
#include "base/atomic.h"
#include "base/mem.h"
#include "heap/array.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/string.h"
#include "sched/epoch.h"
#include "stdlib/native/args.h"
#include "vm/maatine/calls.h"
#include "vm/maatine/info.h"
#include "vm/maatine/life.h"
#include "vm/maatine/timers.h"
#include <math.h>

/* ---- arguments ---- */

/* The named argument `timeout`, or `dflt`. */
static bool timeout_arg(struct maatine *m, Value named, const char *fname, double dflt, double *out)
{
    *out = dflt;
    Value v;
    if (!native_named(m, named, fname, &text_value(m->rt, TIMEOUT), 1, &v)) return false;
    return is_absent(v) || arg_seconds(m, v, "timeout", out);
}

/* The one that there may be, a truth value. */
static bool truth_arg(struct maatine *m, Value named, const char *fname, Value name, bool *out)
{
    Value v;
    if (!native_named(m, named, fname, &name, 1, &v)) return false;
    *out = !is_absent(v) && v != V_FALSE && v != V_NIL;
    return true;
}

/* A Ma or a name as an id, and its record if it lives. False: an error is pending. */
static bool target(struct maatine *m, Value v, uint64_t *id, Maatine **p)
{
    if (send_target(m, v, id) != N_OK) return false;
    *p = ma_find(m, *id);
    return true;
}

static Value nil_or(bool b, Value v) { return b ? v : V_NIL; }

/* ---- who ---- */

static enum native_result ma_self(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args;
    (void)nargs;
    return native_return(m, from_ma(m->id));
}

static enum native_result ma_id(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_int((int64_t)to_ma(args[0])));
}

static enum native_result ma_is_alive(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(ma_find(m, to_ma(args[0])) != NULL));
}

static enum native_result ma_label(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    Maatine *p = ma_find(m, to_ma(args[0]));
    if (!p) return native_return(m, V_NIL);
    Buf b = BUF_INIT;
    const Str *label = maatine_label(p);
    if (label)
        buf_add(&b, str_bytes(from_str(label)), label->s.len);
    else if (p->spawn_proto)
        buf_addf(&b, "%s:%u", p->spawn_proto->module->file->p, maatine_spawn_line(p));
    Value s;
    bool ok = str_take(&m->heap, &b, &s);
    buf_fini(&b);
    return ok ? native_return(m, s) : native_no_memory(m);
}

/* ---- starting ---- */

static Str *own_label(Value v)
{
    size_t n = str_len(v);
    Str *s = mem_zalloc(MEM_MAATINE, sizeof *s + n + 1);
    s->s = *str_head(v);
    s->s.h = (Obj){.type = T_STR,
                   .gc = GC_SHARED,
                   .flags = str_head(v)->h.flags & OF_ASCII,
                   .words = WORDS(sizeof *s + n + 1)};
    memcpy(s->p, str_bytes(v), n);
    return s;
}

static bool word_arg(struct maatine *m, Value v, const char *what, const char *const *words,
                     int *out)
{
    for (int i = 0; words[i]; i++)
        if (is_str(v) && str_is(v, words[i])) {
            *out = i;
            return true;
        }
    (void)native_error(m, ERR_ArgumentError, "unknown %s", what);
    return false;
}

static const char *const priorities[] = {"high", "normal", "low", NULL};
static const char *const policies[] = {"block", "drop_new", "drop_old", "exit", "raise", NULL};

static bool count_arg(struct maatine *m, Value v, const char *what, int64_t max, int64_t *out)
{
    int64_t n;
    if (is_num(v) && num_to_i64(v, &n) && n >= 0 && n <= max) {
        *out = n;
        return true;
    }
    (void)native_error(m, ERR_ArgumentError, "%s must be a whole number from 0 to %lld", what,
                       (long long)max);
    return false;
}

static bool is_true(Value v) { return !is_absent(v) && v != V_FALSE && v != V_NIL; }

/* Named arguments of Ma.spawn, by their place behind the first of them. */
#define SPAWN_NAMES     (TEXT_QUIET + 1 - TEXT_ARGS)
#define SPAWN_NAMED(id) v[TEXT_##id - TEXT_ARGS]

/* The numbers among the options, and the label. */
static bool spawn_limits(struct maatine *m, const Value *v, struct spawn_opts *o)
{
    int64_t n;
    if (!is_absent(SPAWN_NAMED(MAX_HEAP))) {
        if (!count_arg(m, SPAWN_NAMED(MAX_HEAP), "max_heap", INT_MAX48, &n)) return false;
        o->max_heap = (uint64_t)n;
    }
    Value bound = SPAWN_NAMED(MAILBOX);
    if (!is_absent(bound) && !(is_double(bound) && isinf(to_double(bound)))) {
        if (!count_arg(m, bound, "mailbox", 1000000000, &n)) return false;
        o->mailbox_bound = (uint64_t)n;
    }
    Value label = SPAWN_NAMED(LABEL);
    if (is_absent(label) || is_nil(label)) return true;
    if (!is_str(label)) {
        (void)native_type_error(m, "label", "a Str", label);
        return false;
    }
    o->label = own_label(label);
    o->own_label = true;
    return true;
}

/* The name goes to the rooted slot *name. */
static bool spawn_options(struct maatine *m, Value named, struct spawn_opts *o, Value *args,
                          Value *name)
{
    Value v[SPAWN_NAMES];
    int k;
    if (!native_named(m, named, "Ma.spawn", &text_value(m->rt, ARGS), SPAWN_NAMES, v)) return false;
    *args = SPAWN_NAMED(ARGS);
    o->link = is_true(SPAWN_NAMED(LINK));
    o->monitor = is_true(SPAWN_NAMED(MONITOR));
    o->owned = is_true(SPAWN_NAMED(OWNED));
    o->quiet = is_true(SPAWN_NAMED(QUIET));
    *name = is_absent(SPAWN_NAMED(NAME)) ? V_NIL : SPAWN_NAMED(NAME);
    o->name = name;
    if (!is_absent(SPAWN_NAMED(PRIORITY))) {
        if (!word_arg(m, SPAWN_NAMED(PRIORITY), "priority", priorities, &k)) return false;
        o->prio = (enum sched_prio)k;
    }
    if (!is_absent(SPAWN_NAMED(POLICY)) &&
        !word_arg(m, SPAWN_NAMED(POLICY), "overflow", policies, &o->overflow))
        return false;
    return spawn_limits(m, v, o);
}

#define ARGS_IN_SCRATCH 5 /* behind them stands the name */

/* The function and its arguments in a row from `call` on; many arguments through the core function __apply. Their number, or -1. */
static int spread_args(struct maatine *m, Value f, Value list, Value *call)
{
    call[0] = f;
    if (is_absent(list)) return 0;
    if (!is_array(list)) {
        (void)native_type_error(m, "args", "an Array", list);
        return -1;
    }
    const Array *a = to_array(list);
    if (a->len <= ARGS_IN_SCRATCH) {
        for (uint32_t i = 0; i < a->len; i++) call[1 + i] = *array_at(a, i);
        return (int)a->len;
    }
    call[0] = m->rt->core[CORE_apply];
    call[1] = f;
    call[2] = list;
    call[3] = V_NIL;
    return 3;
}

static enum native_result ma_spawn(struct maatine *m, Value *args, uint32_t nargs)
{
    if (!is_fn(args[1])) return native_type_error(m, "what is spawned", "a function", args[1]);
    struct spawn_opts o = spawn_defaults;
    o.mailbox_bound = (uint64_t)load_rlx(&m->rt->cfg.mailbox);
    Value *named = &args[nargs], *call = &args[nargs + 1];
    Value out, ref = V_NIL, list;
    if (!spawn_options(m, *named, &o, &list, &call[ARGS_IN_SCRATCH + 1])) return N_ERROR;
    int n = spread_args(m, args[1], list, call);
    enum native_result r = n < 0 ? N_ERROR : maatine_spawn(m, call, (uint32_t)n, &o, &out, &ref);
    if (r != N_OK) {
        if (o.own_label) mem_free(MEM_MAATINE, o.label);
        return r;
    }
    if (!o.monitor) return native_return(m, out);
    call[0] = out;
    call[1] = ref;
    return array_from(&m->heap, call, 2, &out) ? native_return(m, out) : native_no_memory(m);
}

/* ---- messages ---- */

static enum native_result ma_send(struct maatine *m, Value *args, uint32_t nargs)
{
    bool urgent;
    if (!truth_arg(m, args[nargs], "Ma.send", text_value(m->rt, URGENT), &urgent)) return N_ERROR;
    enum native_result r = maatine_send(m, &args[1], &args[2], urgent);
    return r == N_OK ? native_return(m, V_NIL) : r;
}

static enum native_result call(struct maatine *m, Value to, Value *msg, Value named)
{
    double secs;
    uint64_t id;
    if (m->wait_kind == WAIT_REPLY) return call_send(m, m->waiter->target, msg, INFINITY);
    if (!timeout_arg(m, named, "call", 5, &secs)) return N_ERROR;
    if (m->wait_kind != WAIT_NONE)
        id = m->waiter->target;
    else if (send_target(m, to, &id) != N_OK)
        return N_ERROR;
    return call_send(m, id, msg, secs);
}

static enum native_result ma_call(struct maatine *m, Value *args, uint32_t nargs)
{
    return call(m, args[1], &args[2], args[nargs]);
}

static enum native_result ma_call_method(struct maatine *m, Value *args, uint32_t nargs)
{
    return call(m, args[0], &args[1], args[nargs]);
}

/* ['cast', msg] */
static enum native_result ma_cast(struct maatine *m, Value *args, uint32_t nargs)
{
    Value *list = &args[nargs];
    list[0] = text_value(m->rt, CAST);
    list[1] = args[1];
    Value a;
    if (!long_copy_again(m, &a) && !array_from(&m->heap, list, 2, &a)) return native_no_memory(m);
    list[0] = a;
    enum native_result r = maatine_send(m, &args[0], &list[0], false);
    return r == N_OK ? native_return(m, V_NIL) : r;
}

static enum native_result fn_reply(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_type(args[0], T_FROM))
        return native_type_error(m, "the first argument of reply", "a From", args[0]);
    return call_reply(m, &args[0], &args[1]);
}

static enum native_result ma_join(struct maatine *m, Value *args, uint32_t nargs)
{
    double secs;
    if (!timeout_arg(m, args[nargs], "join", INFINITY, &secs)) return N_ERROR;
    return call_join(m, to_ma(args[0]), secs);
}

/* p.stop(why = 'normal', timeout => 5): ['$stop', why], then the end is waited for. */
static enum native_result ma_stop(struct maatine *m, Value *args, uint32_t nargs)
{
    double secs;
    if (!timeout_arg(m, args[nargs], "stop", 5, &secs)) return N_ERROR;
    if (m->wait_kind == WAIT_NONE || m->wait_kind == WAIT_MAILBOX) {
        Value *list = &args[nargs + 1], a;
        list[0] = text_value(m->rt, STOP);
        list[1] = nargs > 1 ? args[1] : text_value(m->rt, NORMAL);
        if (!long_copy_again(m, &a) && !array_from(&m->heap, list, 2, &a))
            return native_no_memory(m);
        list[0] = a;
        enum native_result r = maatine_send(m, &args[0], &list[0], false);
        if (r != N_OK) return r;
    }
    enum native_result r = call_join(m, to_ma(args[0]), secs);
    return r == N_OK ? native_return(m, V_NIL) : r;
}

static enum native_result ma_dead_letters(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    uint64_t id;
    Maatine *p;
    if (!target(m, args[1], &id, &p)) return N_ERROR;
    dead_letters_subscribe(m->rt, id);
    return native_return(m, V_NIL);
}

/* ---- ties ---- */

/* Ties count little, but nothing else bounds them: where they would grow a large table they are held against the limits. */
#define TIES_LARGE (256 * 1024)

static bool has_tie_room(const struct maatine *m)
{
    uint64_t bytes = ties_bytes(m->ties), max = m->heap.max_bytes;
    if (bytes < TIES_LARGE) return true;
    return mem_has_room(2 * bytes) && (!max || heap_bytes(&m->heap) + 2 * bytes <= max);
}

static enum native_result ma_link_to(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    uint64_t id;
    Maatine *p;
    if (!target(m, args[1], &id, &p)) return N_ERROR;
    if (!has_tie_room(m)) return native_no_memory(m);
    ma_link(m, p, id);
    return native_return(m, V_NIL);
}

static enum native_result ma_unlink_from(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    uint64_t id;
    Maatine *p;
    if (!target(m, args[1], &id, &p)) return N_ERROR;
    ma_unlink(m, p, id);
    return native_return(m, V_NIL);
}

static enum native_result ma_monitor(struct maatine *m, Value *args, uint32_t nargs)
{
    bool urgent;
    uint64_t id;
    Maatine *p;
    if (!truth_arg(m, args[nargs], "Ma.monitor", text_value(m->rt, URGENT), &urgent) ||
        !target(m, args[1], &id, &p))
        return N_ERROR;
    if (!has_tie_room(m)) return native_no_memory(m);
    return native_return(m, from_ref(ma_watch(m, p, id, urgent ? WATCH_URGENT : WATCH_MONITOR)));
}

/* Takes the notice of monitor `ref` out of the mailbox if it has come. */
static void flush_down(struct maatine *m, uint64_t ref)
{
    signals_drain(m);
    for (Envelope *e = m->mailbox.first; e; e = e->next)
        if (e->kind == ENV_NOTICE && e->ref == ref && !(e->flags & ENV_PINNED)) {
            recv_take(m, e);
            envelope_free(e);
            return;
        }
}

static enum native_result ma_demonitor(struct maatine *m, Value *args, uint32_t nargs)
{
    bool flush;
    if (!truth_arg(m, args[nargs], "Ma.demonitor", text_value(m->rt, FLUSH), &flush))
        return N_ERROR;
    if (!is_ref(args[1]))
        return native_type_error(m, "the argument of Ma.demonitor", "a Ref", args[1]);
    bool was = ma_unwatch(m, to_ref(args[1]));
    if (flush) flush_down(m, to_ref(args[1]));
    return native_return(m, from_bool(was));
}

static enum native_result ma_trap_exits(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    bool old = m->flags & MAF_TRAP;
    m->flags = is_true(args[1]) ? m->flags | MAF_TRAP : m->flags & ~(uint32_t)MAF_TRAP;
    return native_return(m, from_bool(old));
}

static enum native_result ma_exit(struct maatine *m, Value *args, uint32_t nargs)
{
    uint64_t id;
    Maatine *p;
    if (!target(m, args[1], &id, &p)) return N_ERROR;
    if (!p) return native_return(m, V_NIL);
    Value why = nargs > 2 ? args[2] : text_value(m->rt, NORMAL);
    Envelope *e;
    if (text_is(why, "kill")) {
        e = envelope_new(SIG_KILL, parcel_of(V_NIL));
    } else {
        struct tuple t;
        t.v[0] = text_value(m->rt, EXIT);
        t.v[1] = from_ma(m->id);
        t.v[2] = why;
        e = tuple_envelope(m, &t, 3, SIG_EXIT);
    }
    e->sender = m->id;
    ma_push_or_drop(p, e);
    if (p == m) {
        signals_drain(m);
        if (pending_acts(m)) m->reds = 0; /* acts before the next instruction that counts */
    }
    return native_return(m, V_NIL);
}

static enum native_result fn_exit_ma(struct maatine *m, Value *args, uint32_t nargs)
{
    m->exit_reason = nargs > 0 ? args[0] : text_value(m->rt, NORMAL);
    m->unwinding = PENDING_EXIT;
    m->flags |= MAF_ENDING;
    m->error = V_ABSENT;
    return N_EXIT;
}

static enum native_result ma_suspend(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    uint64_t id;
    Maatine *p;
    if (!target(m, args[1], &id, &p)) return N_ERROR;
    if (p) ma_push_or_drop(p, envelope_new(SIG_SUSPEND, parcel_of(V_NIL)));
    return native_return(m, V_NIL);
}

static enum native_result ma_resume(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    uint64_t id;
    Maatine *p;
    if (!target(m, args[1], &id, &p)) return N_ERROR;
    if (p) ma_push_or_drop(p, envelope_new(SIG_RESUME, parcel_of(V_NIL)));
    return native_return(m, V_NIL);
}

/* ---- names ---- */

static enum native_result register_failed(struct maatine *m, enum registry_result r, Value name)
{
    const char *s = str_bytes(name);
    int n = (int)str_len(name);
    switch (r) {
    case REGISTRY_TAKEN:
        return native_error(m, ERR_ArgumentError, "the name '%.*s' is taken", n, s);
    case REGISTRY_HAS_NAME:
        return native_error(m, ERR_ArgumentError, "the maatine has a name already");
    case REGISTRY_GONE: return native_error(m, ERR_ArgumentError, "the maatine has ended");
    default: return native_no_memory(m);
    }
}

static enum native_result ma_register(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_str(args[1])) return native_type_error(m, "a name", "a Str", args[1]);
    if (!is_ma(args[2])) return native_type_error(m, "what is registered", "a Ma", args[2]);
    Maatine *p = ma_find(m, to_ma(args[2]));
    enum registry_result r =
        p ? registry_add(m->rt->registry, str_bytes(args[1]), str_len(args[1]), p->id, &p->name)
          : REGISTRY_GONE;
    return r == REGISTRY_OK ? native_return(m, V_NIL) : register_failed(m, r, args[1]);
}

static NameSlot *name_slot(void *ctx, uint64_t id)
{
    Maatine *p = ma_find(ctx, id);
    return p ? &p->name : NULL;
}

static enum native_result ma_unregister(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_str(args[1])) return native_type_error(m, "a name", "a Str", args[1]);
    bool was = registry_remove(m->rt->registry, str_bytes(args[1]), str_len(args[1]), name_slot, m);
    if (!was)
        return native_error(m, ERR_ArgumentError, "no maatine is registered as '%.*s'",
                            (int)str_len(args[1]), str_bytes(args[1]));
    return native_return(m, V_NIL);
}

static enum native_result ma_whereis(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_str(args[1])) return native_type_error(m, "a name", "a Str", args[1]);
    uint64_t id = registry_find(m->rt->registry, str_bytes(args[1]), str_len(args[1]));
    return native_return(m, nil_or(id != 0, from_ma(id)));
}

static void add_name(void *ctx, const NameEntry *e)
{
    Buf *b = ctx;
    buf_add(b, &e->len, sizeof e->len);
    buf_add(b, e->name, e->len);
}

static enum native_result ma_registered(struct maatine *m, Value *args, uint32_t nargs)
{
    Buf b = BUF_INIT;
    registry_each(m->rt->registry, add_name, &b);
    Value *list = &args[nargs], *name = &args[nargs + 1];
    bool ok = array_new(&m->heap, 8, list);
    for (size_t at = 0; ok && at < b.len;) {
        uint32_t n;
        memcpy(&n, b.p + at, sizeof n);
        ok = str_new(&m->heap, b.p + at + sizeof n, n, name) && array_push(&m->heap, list, name);
        at += sizeof n + n;
    }
    buf_fini(&b);
    return ok ? native_return(m, *list) : native_no_memory(m);
}

/* ---- timers ---- */

typedef struct timer_handle {
    Obj h;
    Value number;
} TimerHandle;

static enum native_result start_timer(struct maatine *m, Value *args, bool again)
{
    double secs;
    uint64_t number;
    if (!arg_seconds(m, args[1], "the time", &secs)) return N_ERROR;
    if (!is_ma(args[2]) && !is_str(args[2]))
        return native_type_error(m, "the receiver", "a Ma or a name", args[2]);
    if (!native_reserve(m, WORDS_OF(TimerHandle))) return N_ERROR;
    enum native_result r = timers_start(m, secs, again, args[2], &args[3], &number);
    if (r != N_OK) return r;
    if (!native_reserve(m, WORDS_OF(TimerHandle))) {
        (void)timers_cancel(m->rt->timers, number);
        return N_ERROR;
    }
    TimerHandle *t = heap_alloc(&m->heap, T_TIMER, WORDS_OF(TimerHandle));
    t->number = from_ref(number);
    return native_return(m, from_obj(t));
}

static enum native_result ma_send_after(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return start_timer(m, args, false);
}

static enum native_result ma_send_every(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return start_timer(m, args, true);
}

static enum native_result ma_cancel_timer(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_type(args[1], T_TIMER))
        return native_type_error(m, "the argument of Ma.cancel_timer", "a timer", args[1]);
    uint64_t number = to_ref(((TimerHandle *)to_obj(args[1]))->number);
    return native_return(m, from_bool(timers_cancel(m->rt->timers, number)));
}

static enum native_result sleep_for(struct maatine *m, Value secs)
{
    double d;
    if (!arg_seconds(m, secs, "the time to sleep", &d)) return N_ERROR;
    if (wait_for(m, WAIT_SLEEP, d)) return native_wait(m);
    wait_done(m);
    return native_return(m, V_NIL);
}

static enum native_result word_sleep(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return sleep_for(m, args[0]);
}

static enum native_result ma_yield(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args;
    (void)nargs;
    if (m->wait_kind == WAIT_NONE) {
        store_rlx(&m->wait_kind, (uint8_t)WAIT_SLEEP);
        return native_yield(m);
    }
    wait_done(m);
    return native_return(m, V_NIL);
}

/* ---- inspection ---- */

/* MAF_SYSTEM is set before p can be found and stays; its owner writes other bits of the same word meanwhile. */
static MAAT_RACY bool is_system(const Maatine *p) { return p->flags & MAF_SYSTEM; }

static enum native_result ma_list(struct maatine *m, Value *args, uint32_t nargs)
{
    size_t n;
    Maatine **all = table_list(m->rt->table, &n);
    Value *list = &args[nargs], *one = &args[nargs + 1];
    bool ok = array_new(&m->heap, n, list);
    for (size_t i = 0; ok && i < n; i++) {
        if (is_system(all[i])) continue;
        *one = from_ma(all[i]->id);
        ok = array_push(&m->heap, list, one);
    }
    mem_free(MEM_TEMP, all);
    native_charge(m, (int64_t)(n / 16));
    return ok ? native_return(m, *list) : native_no_memory(m);
}

static enum native_result ma_count(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args;
    (void)nargs;
    return native_return(m, from_int((int64_t)table_count(m->rt->table)));
}

static enum native_result ma_info(struct maatine *m, Value *args, uint32_t nargs)
{
    int key = INFO_ALL;
    uint64_t id;
    Maatine *p;
    if (nargs > 2) {
        if (!is_str(args[2])) return native_type_error(m, "the key", "a Str", args[2]);
        key = info_key(str_bytes(args[2]), str_len(args[2]));
    }
    if (!target(m, args[1], &id, &p)) return N_ERROR;
    enum native_result r = info_ask(m, id, key, &args[nargs]);
    return r == N_OK ? native_return(m, args[nargs]) : r;
}

static enum native_result ma_hibernate(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args;
    (void)nargs;
    m->flags |= MAF_HIBERNATES;
    return native_return(m, V_NIL);
}

/* ---- flags ---- */

static enum native_result flag_priority(struct maatine *m, Value v)
{
    int k;
    Value old = text_intern(m->rt, priorities[m->run.prio]);
    if (!word_arg(m, v, "priority", priorities, &k)) return N_ERROR;
    m->run.prio = (uint8_t)k;
    return native_return(m, old);
}

static enum native_result flag_number(struct maatine *m, Value v, bool mailbox)
{
    int64_t n = 0;
    bool none = is_double(v) && isinf(to_double(v));
    if (!none &&
        !count_arg(m, v, mailbox ? "mailbox" : "max_heap", mailbox ? 1000000000 : INT_MAX48, &n))
        return N_ERROR;
    uint64_t old = mailbox ? mailbox_limit(&m->mailbox) : m->heap.max_bytes;
    if (mailbox) {
        mailbox_set_bound(&m->mailbox, (uint32_t)n, mailbox_policy(&m->mailbox));
        wake_senders(m->rt, &m->mailbox);
    } else {
        m->heap.max_bytes = (uint64_t)n;
    }
    return native_return(m, from_int((int64_t)old));
}

static enum native_result ma_flag(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    static const char *const names[] = {"priority", "max_heap", "mailbox",
                                        "overflow", "label",    NULL};
    int k;
    if (!word_arg(m, args[1], "flag", names, &k)) return N_ERROR;
    switch (k) {
    case 0: return flag_priority(m, args[2]);
    case 1: return flag_number(m, args[2], false);
    case 2: return flag_number(m, args[2], true);
    case 3: {
        int policy;
        Value old = text_intern(m->rt, policies[mailbox_policy(&m->mailbox)]);
        if (!word_arg(m, args[2], "overflow", policies, &policy)) return N_ERROR;
        mailbox_set_bound(&m->mailbox, mailbox_limit(&m->mailbox), (enum overflow_policy)policy);
        return native_return(m, old);
    }
    default:
        return native_error(m, ERR_ArgumentError, "a label is given when a maatine is started");
    }
}

/* Native.supervise(): the calling maatine is a supervisor: what it starts belongs to it, and the program's end shuts it down. */
static enum native_result native_supervise(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)args;
    (void)nargs;
    program_supervises(m);
    return native_return(m, V_NIL);
}

/* ---- the end of the program ---- */

static enum native_result word_exit(struct maatine *m, Value *args, uint32_t nargs)
{
    int64_t n = 0;
    if (nargs > 0 && (!is_num(args[0]) || !num_to_i64(args[0], &n)))
        return native_type_error(m, "the exit status", "a whole Num", args[0]);
    program_stop(m->rt, m->sched, (int)(n & 255));
    if (m->flags & MAF_SUPERVISOR)
        signal_pending(m, PENDING_KILL); /* it cannot shut itself down and wait */
    (void)wait_for(m, WAIT_SLEEP, INFINITY);
    return native_wait(m);
}

static enum native_result sys_on_signal(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (!is_str(args[1])) return native_type_error(m, "a signal", "a Str", args[1]);
    if (!is_ma(args[2]) && !is_nil(args[2]))
        return native_type_error(m, "the receiver", "a Ma or nil", args[2]);
    char name[16];
    snprintf(name, sizeof name, "%.*s", (int)str_len(args[1]), str_bytes(args[1]));
    if (!program_on_signal(m->rt, name, is_ma(args[2]) ? to_ma(args[2]) : 0))
        return native_error(m, ERR_ArgumentError, "unknown signal '%s'", name);
    return native_return(m, V_NIL);
}

NATIVE_TABLE(natives_ma) = {
    {"Ma", "self", ma_self, 0, 0, NF_STATIC | NF_SELF, "()"},
    {"Ma", "spawn", ma_spawn, 1, 1, NF_STATIC | NF_NAMED,
     "(f, args => [], link => false, monitor => false, name, label, priority, max_heap, mailbox, "
     "overflow)"},
    {"Ma", "send", ma_send, 2, 2, NF_STATIC | NF_NAMED, "(p, msg, urgent => false)"},
    {"Ma", "call", ma_call, 2, 2, NF_STATIC | NF_NAMED, "(p, msg, timeout => 5)"},
    {"Ma", "link", ma_link_to, 1, 1, NF_STATIC, "(p)"},
    {"Ma", "unlink", ma_unlink_from, 1, 1, NF_STATIC, "(p)"},
    {"Ma", "monitor", ma_monitor, 1, 1, NF_STATIC | NF_NAMED, "(p, urgent => false)"},
    {"Ma", "demonitor", ma_demonitor, 1, 1, NF_STATIC | NF_NAMED, "(ref, flush => false)"},
    {"Ma", "trap_exits", ma_trap_exits, 1, 1, NF_STATIC, "(on)"},
    {"Ma", "exit", ma_exit, 1, 2, NF_STATIC, "(p, reason = 'normal')"},
    {"Ma", "suspend", ma_suspend, 1, 1, NF_STATIC, "(p)"},
    {"Ma", "resume", ma_resume, 1, 1, NF_STATIC, "(p)"},
    {"Ma", "register", ma_register, 2, 2, NF_STATIC, "(name, p)"},
    {"Ma", "unregister", ma_unregister, 1, 1, NF_STATIC, "(name)"},
    {"Ma", "whereis", ma_whereis, 1, 1, NF_STATIC, "(name)"},
    {"Ma", "registered", ma_registered, 0, 0, NF_STATIC, "()"},
    {"Ma", "send_after", ma_send_after, 3, 3, NF_STATIC, "(secs, p, msg)"},
    {"Ma", "send_every", ma_send_every, 3, 3, NF_STATIC, "(secs, p, msg)"},
    {"Ma", "cancel_timer", ma_cancel_timer, 1, 1, NF_STATIC, "(timer)"},
    {"Ma", "yield", ma_yield, 0, 0, NF_STATIC, "()"},
    {"Ma", "list", ma_list, 0, 0, NF_STATIC, "()"},
    {"Ma", "count", ma_count, 0, 0, NF_STATIC, "()"},
    {"Ma", "info", ma_info, 1, 2, NF_STATIC, "(p, key)"},
    {"Ma", "hibernate", ma_hibernate, 0, 0, NF_STATIC, "()"},
    {"Ma", "flag", ma_flag, 2, 2, NF_STATIC, "(name, value)"},
    {"Ma", "dead_letters", ma_dead_letters, 1, 1, NF_STATIC, "(p)"},
    {"Ma", "id", ma_id, 0, 0, 0, "()"},
    {"Ma", "is_alive", ma_is_alive, 0, 0, 0, "()"},
    {"Ma", "label", ma_label, 0, 0, 0, "()"},
    {"Ma", "join", ma_join, 0, 0, NF_NAMED, "(timeout => Inf)"},
    {"Ma", "call", ma_call_method, 1, 1, NF_NAMED, "(msg, timeout => 5)"},
    {"Ma", "cast", ma_cast, 1, 1, 0, "(msg)"},
    {"Ma", "stop", ma_stop, 0, 1, NF_NAMED, "(why = 'normal', timeout => 5)"},
    {"Num", "sleep", word_sleep, 0, 0, 0, "()"},
    {"Sys", "on_signal", sys_on_signal, 2, 2, NF_STATIC, "(name, p)"},
    {NULL, "reply", fn_reply, 2, 2, NF_FN, "(from, v)"},
    {NULL, "exit_ma", fn_exit_ma, 0, 1, NF_FN, "(reason = 'normal')"},
    {"Native", "sleep", word_sleep, 1, 1, 0, "(secs)"},
    {"Native", "exit", word_exit, 0, 1, 0, "(status = 0)"},
    {"Native", "supervise", native_supervise, 0, 0, 0, "()"},
    {0},
};
