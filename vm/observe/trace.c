/* Tracing: sends, receives, starts, ends and calls, as they happen, for whoever asked and for as long as they listen.
 *
 * Nobody traces: one load of rt->trace_wants at a send, a receive, a start and an end; at a call nothing at all (a function that is to be
 * shown has `room` ROOM_TRACED, which sends its calls the slow way).
 *
 * A tracer has a rate. A window of 100 ms lets a tenth of it through (of less than ten a second, one that is as long as one takes); when that is used up the tracer takes its bits out of trace_wants,
 * so that what happens for the rest of the window costs nothing again. So no trace can drown the program, nor its
 * own listener: the ring has room for what a window lets through.
 *
 * A tracer lives on the stack of the question that wants it, and goes with it: a client that hangs up, a maatine's call that
 * ends, the end of its time.
 *
 * Threads: the owner of a maatine writes entries under TRACE; the tracer's own thread takes them out.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "heap/text.h"
#include "vm/maatine/life.h"
#include "vm/observe/observe_int.h"
#include "vm/observe/query.h"
#include <pcre2.h>

#define WINDOWS   10u /* in a second */
#define TEXT_MAX  160u
#define RATE_MOST 10000u
#define FUNCTIONS 1024u /* shown by one tracer */

struct entry {
    uint64_t at_ns, ma, other; /* monotonic; who; whom or by whom, 0: nobody */
    uint32_t what;
    char text[TEXT_MAX];
};

struct tracer {
    struct tracer *next; /* [guarded: TRACE] */
    uint32_t wants;      /* [const] */
    uint64_t of;         /* [const] this maatine only; 0: all */
    uint32_t per_window; /* [const] */
    uint32_t n;          /* [guarded: TRACE] entries of this window */
    bool full;           /* [guarded: TRACE] something was not shown in this window */
    struct entry *ring;  /* [guarded: TRACE] per_window of them */
    const Proto **fns;   /* [its own thread] whose calls are shown */
    uint32_t nfns;
};

static const struct {
    const char *word, *name;
    uint32_t bit;
} kinds[] = {{"sends", "send", WANT_SENDS},
             {"receives", "receive", WANT_RECEIVES},
             {"spawns", "spawn", WANT_SPAWNS},
             {"ends", "end", WANT_ENDS},
             {"calls", "call", WANT_CALLS}};
#define KINDS (sizeof kinds / sizeof kinds[0])

void trace_init(struct observer *o) { lock_init(&o->trace_lock, LOCK_TRACE); }
void trace_fini(struct observer *o) { lock_fini(&o->trace_lock); }

/* The lock is held. */
static void update_wants(struct observer *o)
{
    uint32_t wants = 0;
    for (const struct tracer *t = o->tracers; t; t = t->next)
        if (!t->full) wants |= t->wants;
    store_rlx(&o->rt->trace_wants, wants);
}

/* ---- what happens ---- */

static bool takes(const struct tracer *t, uint32_t what, uint64_t ma, uint64_t other)
{
    return (t->wants & what) && !t->full && (!t->of || t->of == ma || t->of == other);
}

/* Whether anybody takes it; what nobody has room for is not turned into text. */
static bool is_taken(struct observer *o, uint32_t what, uint64_t ma, uint64_t other)
{
    bool taken = false;
    lock_take(&o->trace_lock);
    for (const struct tracer *t = o->tracers; t && !taken; t = t->next)
        taken = takes(t, what, ma, other);
    lock_drop(&o->trace_lock);
    return taken;
}

static void add_entry(struct observer *o, uint32_t what, uint64_t ma, uint64_t other,
                      const Buf *text)
{
    struct entry e = {.at_ns = world_mono_ns(), .ma = ma, .other = other, .what = what};
    size_t n = text->len < TEXT_MAX - 1 ? text->len : TEXT_MAX - 1;
    if (n) memcpy(e.text, text->p, n);
    e.text[n] = 0;
    lock_take(&o->trace_lock);
    for (struct tracer *t = o->tracers; t; t = t->next) {
        if (!takes(t, what, ma, other)) continue;
        if (t->n < t->per_window) t->ring[t->n++] = e;
        if (t->n == t->per_window) t->full = true;
    }
    update_wants(o);
    lock_drop(&o->trace_lock);
}

static void note_value(Maatine *m, uint32_t what, uint64_t other, Value v)
{
    struct observer *o = m->rt->observer;
    if (!o || !is_taken(o, what, m->id, other)) return;
    Buf b = BUF_INIT;
    text_add_short(&b, v, TEXT_MAX - 1);
    add_entry(o, what, m->id, other, &b);
    buf_fini(&b);
}

void observe_send(Maatine *m, uint64_t to, Value msg) { note_value(m, WANT_SENDS, to, msg); }
void observe_receive(Maatine *m, uint64_t from, Value msg)
{
    note_value(m, WANT_RECEIVES, from, msg);
}
void observe_end(Maatine *m, Value reason) { note_value(m, WANT_ENDS, 0, reason); }

void observe_spawn(Maatine *m, const Maatine *child)
{
    struct observer *o = m->rt->observer;
    if (!o || !is_taken(o, WANT_SPAWNS, m->id, child->id)) return;
    Buf b = BUF_INIT;
    const Str *label = maatine_label(child);
    if (label)
        buf_add(&b, str_bytes(from_str(label)), label->s.len);
    else if (child->spawn_proto)
        buf_addf(&b, "%s:%u", child->spawn_proto->module->file->p, maatine_spawn_line(child));
    add_entry(o, WANT_SPAWNS, m->id, child->id, &b);
    buf_fini(&b);
}

void observe_call(Maatine *m, const Proto *p, const Value *args)
{
    struct observer *o = m->rt->observer;
    if (!o || !observe_wants(m->rt, WANT_CALLS) || !is_taken(o, WANT_CALLS, m->id, 0)) return;
    Buf b = BUF_INIT;
    buf_addf(&b, "%s(", p->name->p);
    for (uint32_t i = 0; i < p->nparams && b.len < TEXT_MAX; i++) {
        if (i) buf_adds(&b, ", ");
        if (!is_absent(args[i])) text_add_short(&b, args[i], 40);
    }
    buf_adds(&b, ")");
    add_entry(o, WANT_CALLS, m->id, 0, &b);
    buf_fini(&b);
}

/* ---- functions that are shown ---- */

struct picking {
    struct tracer *t;
    pcre2_code *re;
    pcre2_match_data *md;
    pcre2_match_context *mc;
    const char *plain;
};

static void set_traced(const Proto *p, bool on)
{
    Proto *x = (Proto *)(uintptr_t)p;
    store_rlx(&x->room, on ? ROOM_TRACED : proto_room(p));
}

static bool picks(const struct picking *k, const Proto *p)
{
    if (!k->re) return strcmp(p->name->p, k->plain) == 0;
    return pcre2_match(k->re, (PCRE2_SPTR)p->name->p, p->name->s.len, 0, 0, k->md, k->mc) >= 0;
}

static void pick_proto(struct picking *k, const Proto *p)
{
    if (!(p->flags & PROTO_MAIN) && k->t->nfns < FUNCTIONS && picks(k, p)) {
        k->t->fns[k->t->nfns++] = p;
        set_traced(p, true);
    }
    for (uint32_t i = 0; i < p->nprotos; i++) pick_proto(k, p->protos[i]);
}

static void pick_module(void *ctx, const Module *m) { pick_proto(ctx, m->main); }

/* False: an error is in the reply. */
static bool pick_functions(Query *q, struct tracer *t, const char *pattern)
{
    struct picking k = {.t = t, .plain = pattern};
    size_t n = strlen(pattern), at;
    int code;
    if (n >= 2 && pattern[0] == '/' && pattern[n - 1] == '/') {
        k.re = pcre2_compile((PCRE2_SPTR)pattern + 1, n - 2, PCRE2_UTF, &code, &at, NULL);
        if (!k.re) {
            reply_error(q->out, "%s is no regex", pattern);
            return false;
        }
        k.md = pcre2_match_data_create_from_pattern(k.re, NULL);
        k.mc = pcre2_match_context_create(NULL);
        pcre2_set_match_limit(k.mc, 10000);
    }
    t->fns = mem_alloc(MEM_TEMP, FUNCTIONS * sizeof *t->fns);
    lock_take(&q->rt->globals_lock);
    compiler_each(q->rt->compiler, pick_module, &k);
    lock_drop(&q->rt->globals_lock);
    pcre2_match_data_free(k.md);
    pcre2_match_context_free(k.mc);
    pcre2_code_free(k.re);
    if (t->nfns) return true;
    reply_error(q->out, "no function is named %s", pattern);
    return false;
}

/* ---- a tracer's life ---- */

static void tracer_enter(struct observer *o, struct tracer *t)
{
    lock_take(&o->trace_lock);
    t->next = o->tracers;
    o->tracers = t;
    update_wants(o);
    lock_drop(&o->trace_lock);
}

static bool traced_by_others(const struct observer *o, const Proto *p)
{
    for (const struct tracer *t = o->tracers; t; t = t->next)
        for (uint32_t i = 0; i < t->nfns; i++)
            if (t->fns[i] == p) return true;
    return false;
}

static void tracer_leave(struct observer *o, struct tracer *t)
{
    lock_take(&o->trace_lock);
    struct tracer **p = &o->tracers;
    while (*p != t) p = &(*p)->next;
    *p = t->next;
    for (uint32_t i = 0; i < t->nfns; i++)
        if (!traced_by_others(o, t->fns[i])) set_traced(t->fns[i], false);
    update_wants(o);
    lock_drop(&o->trace_lock);
    mem_free(MEM_TEMP, t->fns);
    mem_free(MEM_TEMP, t->ring);
}

/* What this window brought, into the table; the next one begins. */
static void take_entries(struct observer *o, struct tracer *t, struct entry *copy, uint64_t began,
                         Rows *out)
{
    lock_take(&o->trace_lock);
    uint32_t n = t->n;
    bool full = t->full;
    memcpy(copy, t->ring, n * sizeof *copy);
    t->n = 0;
    t->full = false;
    update_wants(o);
    lock_drop(&o->trace_lock);
    for (uint32_t i = 0; i < n; i++) {
        const struct entry *e = &copy[i];
        unsigned k = 0;
        while (kinds[k].bit != e->what) k++;
        rows_float(out, e->at_ns > began ? (double)(e->at_ns - began) / 1e9 : 0);
        rows_str(out, kinds[k].name);
        rows_int(out, (int64_t)e->ma);
        if (e->other)
            rows_int(out, (int64_t)e->other);
        else
            rows_nil(out);
        rows_str(out, e->text);
    }
    if (full) buf_addf(&out->note, "the rate was reached: some are not shown");
}

#define TRACE_COLUMNS "at:seconds what:text id:ma other:ma text:long"

struct wanted {
    uint32_t rate;
    double secs;
    const char *call;
};

static void run_tracer(Query *q, struct tracer *t, double secs, double window)
{
    struct observer *o = q->rt->observer;
    struct entry *copy = mem_alloc(MEM_TEMP, t->per_window * sizeof *copy);
    uint64_t began = world_mono_ns(), until = began + (uint64_t)(secs * 1e9);
    Rows *out = reply_add(q->out, "trace");
    rows_columns(out, TRACE_COLUMNS);
    tracer_enter(o, t);
    bool wanted = true;
    for (uint64_t now; wanted && (now = world_mono_ns()) < until;) {
        double left = (double)(until - now) / 1e9;
        wanted = q->pause(q, window < left ? window : left);
        buf_clear(&out->note);
        take_entries(o, t, copy, began, out);
        if (!q->emit || !wanted || (rows_count(out) == 0 && !out->note.len)) continue;
        wanted = query_emit(q);
        if (q->out->error.len) break;
        out = reply_add(q->out, "trace");
        rows_columns(out, TRACE_COLUMNS);
    }
    tracer_leave(o, t);
    mem_free(MEM_TEMP, copy);
}

/* The words of the question. False: an error is in the reply. */
static bool parse(Query *q, struct tracer *t, struct wanted *w)
{
    for (int i = 1; i < q->w->n; i++) {
        const char *s = q->w->at[i], *next = query_word(q, i + 1);
        double v = 0;
        unsigned k = 0;
        while (k < KINDS && strcmp(kinds[k].word, s) != 0) k++;
        if (k < KINDS && kinds[k].bit != WANT_CALLS) {
            t->wants |= kinds[k].bit;
        } else if (next && (strcmp(s, "call") == 0 || strcmp(s, "calls") == 0)) {
            t->wants |= WANT_CALLS;
            w->call = q->w->at[++i];
        } else if (next && strcmp(s, "of") == 0) {
            t->of = query_ma(q, q->w->at[++i]);
            if (!t->of) return false;
        } else if (next && strcmp(s, "rate") == 0 && pipe_number(next, &v) && v >= 1) {
            w->rate = v < RATE_MOST ? (uint32_t)v : RATE_MOST;
            i++;
        } else if (next && strcmp(s, "for") == 0 && pipe_number(next, &v) && v > 0) {
            w->secs = v < 86400 ? v : 86400;
            i++;
        } else {
            reply_error(q->out, "trace: '%s' is not understood; see `help trace`", s);
            return false;
        }
    }
    if (!t->wants) reply_error(q->out, "trace what? sends receives spawns ends, call /RE/");
    return t->wants != 0;
}

/* What stands behind the bars is wrong: told before anything is traced. The error is in the reply. */
static bool bad_filter(Query *q)
{
    uint64_t passed[PIPE_STAGES] = {0};
    Reply r;
    reply_init(&r);
    rows_columns(reply_add(&r, "trace"), TRACE_COLUMNS);
    if (q->emit) (void)pipe_apply_next(&r, q->line, passed);
    bool bad = r.error.len != 0;
    if (bad) reply_error(q->out, "%s", r.error.p);
    reply_fini(&r);
    return bad;
}

void cmd_trace(Query *q)
{
    struct tracer t = {0};
    struct wanted w = {.rate = 1000, .secs = q->emit ? 86400 : 5};
    if (!parse(q, &t, &w) || bad_filter(q)) return;
    if (w.call && !pick_functions(q, &t, w.call)) {
        mem_free(MEM_TEMP, t.fns);
        return;
    }
    t.per_window = w.rate < WINDOWS ? 1 : w.rate / WINDOWS;
    t.ring = mem_alloc(MEM_TEMP, t.per_window * sizeof *t.ring);
    run_tracer(q, &t, w.secs, (double)t.per_window / w.rate);
}
