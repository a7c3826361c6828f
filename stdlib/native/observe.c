/* What the Observer module is made of: one question to the observer, as a value.
 *
 * The question runs on a thread of the blocking pool (vm/observe/query.h); the table that answers it becomes an Array of Maps, a
 * record a Map. Only the calling maatine waits.
 */
#include "base/mem.h"
#include "base/world.h"
#include "heap/array.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/string.h"
#include "sched/epoch.h"
#include "stdlib/native/op.h"
#include "vm/maatine/life.h"
#include "vm/observe/eval.h"
#include "vm/observe/past.h"
#include "vm/observe/query.h"
#include "vm/observe/observe.h"

struct asking {
    char *line;
    uint64_t asker;
    Reply reply;
    struct samples *samples;
};

static bool asking_pause(Query *q, double secs)
{
    const Op *o = q->ctx;
    uint64_t until = world_mono_ns() + (uint64_t)(secs * 1e9);
    for (;;) { /* given up when the asker has ended, and when the program ends */
        unsigned ticket = epoch_enter(q->rt->pool);
        bool there = maatine_find(q->rt, o->id) != NULL;
        epoch_leave(q->rt->pool, ticket);
        uint64_t now = world_mono_ns();
        if (!there || sched_pool_stopping(q->rt->pool)) return false;
        if (now >= until) return true;
        world_sleep(until - now < 50000000 ? until - now : 50000000);
    }
}

static void work_ask(Op *o)
{
    struct asking *a = o->extra;
    Query q = {.rt = o->rt, .out = &a->reply, .pause = asking_pause, .asker = a->asker, .ctx = o};
    query_run(&q, a->line);
    samples_free(q.samples);
}

static void drop_ask(Op *o)
{
    struct asking *a = o->extra;
    if (!a) return;
    mem_free(MEM_IO, a->line);
    reply_fini(&a->reply);
    mem_free(MEM_IO, a);
    o->extra = NULL;
}

/* ---- as values: slots[0] the result, [1] a row, [2] a key, [3] a value, [4] a table ---- */

static bool field_value(struct maatine *m, const Rows *t, const Field *f, enum column_kind k,
                        Value *out)
{
    switch (f->kind) {
    case FIELD_INT:
        if (k == COLUMN_MA)
            *out = f->i ? from_ma((uint64_t)f->i) : V_NIL;
        else
            *out = int_fits(f->i) ? from_int(f->i) : from_double((double)f->i);
        return true;
    case FIELD_FLOAT: *out = from_double(f->f); return true;
    case FIELD_BOOL: *out = from_bool(f->i != 0); return true;
    case FIELD_TEXT: {
        size_t bad = 0;
        const char *p = field_text(t, f);
        if (utf8_valid(p, f->len, &bad)) return str_new(&m->heap, p, f->len, out);
        return str_new(&m->heap, p, bad, out);
    }
    default: *out = V_NIL; return true;
    }
}

static bool row_value(struct maatine *m, const Rows *t, uint64_t row, Value *slots)
{
    if (!map_new(&m->heap, t->ncols, &slots[1])) return false;
    for (uint32_t c = 0; c < t->ncols; c++) {
        if (!field_value(m, t, rows_at(t, row, c), (enum column_kind)t->cols[c].kind, &slots[3]))
            return false;
        slots[2] = text_intern(m->rt, t->cols[c].name);
        if (map_set(&m->heap, &slots[1], &slots[2], &slots[3]) != MAP_OK) return false;
    }
    return true;
}

/* Into slots[4]. A table with the one column `text` is that text. */
static bool rows_value(struct maatine *m, const Rows *t, Value *slots)
{
    uint64_t n = rows_count(t);
    if (t->ncols == 1 && strcmp(t->cols[0].name, "text") == 0 && n == 1)
        return field_value(m, t, rows_at(t, 0, 0), COLUMN_TEXT, &slots[4]);
    if (t->record && n) {
        if (!row_value(m, t, 0, slots)) return false;
        slots[4] = slots[1];
        return true;
    }
    if (n > UINT32_MAX || !array_new(&m->heap, (uint32_t)n, &slots[4])) return false;
    for (uint64_t i = 0; i < n; i++)
        if (!row_value(m, t, i, slots) || !array_push(&m->heap, &slots[4], &slots[1])) return false;
    native_charge(m, (int64_t)(n * t->ncols / 4));
    return true;
}

static bool reply_value(struct maatine *m, const Reply *r, Value *slots)
{
    if (r->n == 1) {
        if (!rows_value(m, r->at[0], slots)) return false;
        slots[0] = slots[4];
        return true;
    }
    if (!map_new(&m->heap, r->n, &slots[0])) return false;
    for (uint32_t i = 0; i < r->n; i++) {
        if (!rows_value(m, r->at[i], slots)) return false;
        slots[2] = text_intern(m->rt, r->at[i]->name);
        if (map_set(&m->heap, &slots[0], &slots[2], &slots[4]) != MAP_OK) return false;
    }
    return true;
}

/* Native.observe(state, line): the answer as a value; an error of the question is an ArgumentError. */
static enum native_result observe(struct maatine *m, Value *args, uint32_t nargs)
{
    Op *o = op_of(args[0]);
    if (!o) {
        if (!is_str(args[1])) return native_type_error(m, "a question", "a Str", args[1]);
        if (!(o = op_new(m, &args[0], "observe", work_ask))) return N_ERROR;
        struct asking *a = mem_zalloc(MEM_IO, sizeof *a);
        a->line = mem_strndup(MEM_IO, str_bytes(args[1]), str_len(args[1]));
        a->asker = m->id;
        o->extra = a;
        o->drop = drop_ask;
        return op_begin(m, o);
    }
    if (!op_ready(m, o)) return native_wait(m);
    struct asking *a = o->extra;
    if (a->reply.error.len) {
        enum native_result r = native_error(m, ERR_ArgumentError, "%s", a->reply.error.p);
        drop_ask(o);
        return r;
    }
    Value *slots = &args[nargs];
    bool ok = reply_value(m, &a->reply, slots);
    drop_ask(o);
    return ok ? native_return(m, slots[0]) : native_no_memory(m);
}

/* Native.observe_answer(number, ok, text) */
static enum native_result observe_answer(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    eval_answer(m->rt, (uint64_t)to_int(args[0]), args[1] == V_TRUE, str_bytes(args[2]),
                str_len(args[2]));
    return native_return(m, V_NIL);
}

/* Native.observe_restart(child): the calling supervisor starts it again. */
static enum native_result observe_restarted(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    if (is_str(args[0])) observe_restart(m, str_bytes(args[0]), str_len(args[0]));
    return native_return(m, V_NIL);
}

/* Native.observe_events(on): whether the caller gets system events from now on. */
static enum native_result observe_events(struct maatine *m, Value *args, uint32_t nargs)
{
    (void)nargs;
    return native_return(m, from_bool(past_subscribe(m->rt, m->id, args[0] == V_TRUE)));
}

/* Ma.from_id(n): the Ma with this id, alive or not. */
static enum native_result ma_from_id(struct maatine *m, Value *args, uint32_t nargs)
{
    int64_t n = 0;
    (void)nargs;
    if (!is_num(args[1]) || !num_to_i64(args[1], &n) || n <= 0 || n > (int64_t)PAYLOAD_MASK)
        return native_type_error(m, "an id", "a whole Num", args[1]);
    return native_return(m, from_ma((uint64_t)n));
}

NATIVE_TABLE(natives_observe) = {
    {"Native", "observe", observe, 2, 2, 0, "(state, line)"},
    {"Native", "observe_answer", observe_answer, 3, 3, 0, "(number, ok, text)"},
    {"Native", "observe_restart", observe_restarted, 1, 1, 0, "(child)"},
    {"Native", "observe_events", observe_events, 1, 1, 0, "(on)"},
    {"Ma", "from_id", ma_from_id, 1, 1, NF_STATIC, "(n)"},
    {0},
};
