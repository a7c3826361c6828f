/* Errors and endings on their way through the frames.
 *
 * An error in flight is m->error; an ending (exit signal, exit_ma, kill) is m->unwinding with m->exit_reason. Frames are
 * popped until a handler of the running function covers the place. HANDLER_CATCH stops errors only, HANDLER_FINALLY also
 * endings (but not 'kill'), HANDLER_RELEASE frees what a statement held and lets go on.
 */
#include "heap/array.h"
#include "heap/string.h"
#include "heap/text.h"
#include "vm/exec/interp.h"
#include "vm/exec/loops.h"
#include <stdarg.h>
#include <stdio.h>

/* ---- making errors ---- */

/* A maatine that raises so many errors of memory without ever falling below its limit ends. */
#define RESERVE_ERRORS 100

/* Pairs (function, position) of at most TRACE_MAX frames, innermost first. */
#define TRACE_MAX      50

/* A frame on the stack, and a word of the instruction that it is at. */
struct frame {
    const Value *R;
    const Proto *p;
    uint32_t at;
};

/* The innermost one. `inside`: m->pc is behind the first word of the instruction that runs; else it will be the next one. */
static struct frame frame_first(const Maatine *m, bool inside)
{
    const Proto *p = frame_proto(m->R);
    uint32_t at = (uint32_t)(m->pc - p->code);
    return (struct frame){m->R, p, inside && at ? at - 1 : at};
}

/* Its caller; false: it is the first frame. */
static bool frame_next(struct frame *f)
{
    Value ret = f->R[-2];
    if (ret_mode(ret) == RET_HALT) return false;
    f->R -= f->R[-1];
    f->p = frame_proto(f->R);
    uint32_t at = (uint32_t)(ret_pc(ret) - f->p->code);
    f->at = ret_mode(ret) == RET_PLAIN ? at - 1 : at;
    return true;
}

static uint32_t trace_count(const Maatine *m)
{
    struct frame f = frame_first(m, true);
    uint32_t n = 1;
    while (n < TRACE_MAX && frame_next(&f)) n++;
    return n;
}

static void trace_fill(const Maatine *m, Trace *t)
{
    struct frame f = frame_first(m, true);
    for (uint32_t i = 0; i < t->n; i++) {
        t->w[2 * i] = (uint64_t)(uintptr_t)f.p;
        t->w[2 * i + 1] = f.at;
        (void)frame_next(&f);
    }
}

static const Proto *trace_proto(const Trace *t, uint32_t i)
{
    return (const Proto *)(uintptr_t)t->w[2 * i];
}

/* The innermost frame of user code: where an error is said to be. */
static uint32_t trace_user_frame(const Trace *t)
{
    for (uint32_t i = 0; i < t->n; i++)
        if (!(trace_proto(t, i)->flags & PROTO_CORE)) return i;
    return 0;
}

static bool suppressed_make(Maatine *m, Value *err)
{
    Value sup;
    if (!array_from(&m->heap, NULL, 0, &sup)) return false;
    Inst *e = (Inst *)to_obj(*err);
    e->f[ERRF_SUPPRESSED] = sup;
    heap_wrote(&m->heap, &e->h);
    return true;
}

void error_stamp(Maatine *m, Value *err)
{
    Inst *e = (Inst *)to_obj(*err);
    if (!is_nil(e->f[ERRF_TRACE]) || (e->h.gc & GC_SHARED)) return;
    uint32_t n = trace_count(m);
    uint32_t words = WORDS(sizeof(Trace)) + 2 * n;
    if (!heap_reserve(&m->heap, words)) return; /* an error without a trace is better than none */
    e = (Inst *)to_obj(*err);
    Trace *t = heap_alloc(&m->heap, T_TRACE, words);
    t->n = n;
    trace_fill(m, t);
    uint32_t at = trace_user_frame(t);
    const Proto *p = trace_proto(t, at);
    e->f[ERRF_TRACE] = from_obj(t);
    e->f[ERRF_FILE] = from_str(p->module->file);
    e->f[ERRF_LINE] = from_int(proto_line(p, (uint32_t)t->w[2 * at + 1]));
    heap_wrote(&m->heap, &e->h);
    /* The end of a task is raised by who waits for it, and may have been given others by then. */
    if (!is_array(e->f[ERRF_SUPPRESSED])) (void)suppressed_make(m, err);
}

bool error_suppress(Maatine *m, Value *err, Value *other)
{
    const Inst *e = (const Inst *)to_obj(*err);
    if (e->h.gc & GC_SHARED) return true;
    if (!is_array(e->f[ERRF_SUPPRESSED]) && !suppressed_make(m, err)) return false;
    m->result = ((const Inst *)to_obj(*err))->f[ERRF_SUPPRESSED];
    return array_push(&m->heap, &m->result, other);
}

Value error_new(Maatine *m, enum error_class c, const char *msg, size_t len)
{
    Class *cls = m->rt->errors[c];
    uint32_t words = WORDS_OF(Inst) + cls->nlayout;
    Value text;
    m->tail_fn = V_NIL;
    if (!str_new(&m->heap, msg, len, &text)) text = from_str(cls->name);
    m->tail_fn = text; /* rooted while the instance is made */
    if (!heap_reserve(&m->heap, words)) {
        heap_open_reserve(&m->heap);
        if (!heap_reserve(&m->heap, words)) return V_ABSENT;
    }
    Inst *e = heap_alloc(&m->heap, T_INST, words);
    e->cls = cls;
    for (uint32_t i = 0; i < cls->nlayout; i++) e->f[i] = V_NIL;
    e->f[ERRF_MESSAGE] = m->tail_fn;
    m->tail_fn = V_NIL;
    return from_obj(e);
}

void exec_out_of_memory(Maatine *m)
{
    m->error = V_ABSENT;
    m->exit_reason = from_str(intern_cstr(m->rt->interns, "MemoryError"));
    m->unwinding = PENDING_KILL;
    m->flags |= MAF_OUT_OF_MEMORY;
}

/* No memory is left to handle running out of memory. */
static enum flow memory_end(Maatine *m)
{
    exec_out_of_memory(m);
    return unwind(m);
}

/* Opens the 64 KiB in which handlers run (R15). False: it was open and errors keep coming. */
static bool reserve_open(Maatine *m)
{
    if (!m->heap.in_reserve) m->reserve_errors = 0;
    heap_open_reserve(&m->heap);
    return ++m->reserve_errors <= RESERVE_ERRORS;
}

/* Sets m->error to a new error; false: there is no memory even for that. */
static bool error_make(Maatine *m, enum error_class c, const char *fmt, va_list ap)
{
    char text[4096];
    int n = vsnprintf(text, sizeof text, fmt, ap);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    if (n >= (int)sizeof text) /* it was cut: not in the middle of a code point */
        while (len && ((unsigned char)text[len - 1] & 0x80)) len--;
    if ((c == ERR_StackError || c == ERR_MemoryError) && !reserve_open(m)) return false;
    m->error = error_new(m, c, text, len);
    return !is_absent(m->error);
}

enum flow raise_error(Maatine *m, enum error_class c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    bool made = error_make(m, c, fmt, ap);
    va_end(ap);
    return made ? raise_pending(m) : memory_end(m);
}

enum flow raise_pending(Maatine *m)
{
    if (!m->unwinding && is_absent(m->error)) return memory_end(m);
    if (m->unwinding) return unwind(m);
    error_stamp(m, &m->error);
    return unwind(m);
}

/* ---- finding the handler ---- */

static bool handler_takes(const struct handler *h, const Maatine *m)
{
    if (h->kind == HANDLER_CATCH) return !m->unwinding;
    return h->kind == HANDLER_FINALLY;
}

/* A handler of the top frame for the word offset `at`; what it passes of kind HANDLER_RELEASE is done. `lo`: only handlers
 * that begin at or behind it. */
static const struct handler *handler_find(Maatine *m, const Proto *p, uint32_t at, uint32_t lo,
                                          uint32_t hi)
{
    for (uint32_t i = 0; i < p->nhandlers; i++) {
        const struct handler *h = &p->handlers[i];
        if (at < h->from || at >= h->to || h->from < lo || h->to > hi) continue;
        if (h->kind == HANDLER_RELEASE)
            cells_release(m, &m->R[h->reg], h->target);
        else if (handler_takes(h, m))
            return h;
    }
    return NULL;
}

/* The handler's code runs like any other: what is on its way lies in the register (RETHROW takes it up again). */
static void handler_enter(Maatine *m, const Proto *p, const struct handler *h)
{
    if (m->unwinding)
        m->R[h->reg] = m->unwinding == UNWIND_LOOP ? V_LOOPEXIT : V_ABSENT;
    else
        m->R[h->reg] = m->error;
    m->unwinding = 0;
    m->error = V_ABSENT;
    m->pc = p->code + h->target;
}

/* Pops the top frame: m->R and m->pc become the caller's, pc behind the calling instruction's first word or later. */
static void frame_pop(Maatine *m)
{
    Value ret = stack_pop(m);
    bool at = (ret & RET_MASK) == RET_FINISH || (ret & RET_MASK) == RET_AGAIN;
    m->pc = at ? ret_pc(ret) + 1 : ret_pc(ret);
}

enum flow unwind(Maatine *m)
{
    m->args_end = NULL;
    for (;;) {
        if (m->unwinding == PENDING_KILL) return FLOW_END;
        const Proto *p = frame_proto(m->R);
        uint32_t at = (uint32_t)(m->pc - p->code);
        at = at ? at - 1 : 0;
        uint32_t lo = 0, hi = p->ncode;
        bool body = (m->R[-2] & RET_MASK) == RET_BODY;
        if (body) loop_body_range(m, &lo, &hi);
        const struct handler *h = handler_find(m, p, at, lo, hi);
        if (h) {
            handler_enter(m, p, h);
            return FLOW_RELOAD;
        }
        if ((m->R[-2] & RET_MASK) == RET_HALT) return FLOW_END;
        if (body) loop_body_leave(m);
        enum flow f = loop_exit_reached(m);
        if (f != FLOW_NEXT) return f;
        frame_pop(m);
    }
}

enum flow act_on_pending(Maatine *m)
{
    switch (m->pending) {
    case PENDING_KILL: m->unwinding = PENDING_KILL; return FLOW_END;
    case PENDING_EXIT:
        m->pending = PENDING_NONE;
        if (m->flags & MAF_ENDING) return FLOW_NEXT;
        m->unwinding = PENDING_EXIT;
        m->flags |= MAF_ENDING;
        m->error = V_ABSENT;
        m->pc++; /* inside the instruction that would have been next */
        return unwind(m);
    case PENDING_LATE:
        if (m->flags & MAF_ENDING) return FLOW_NEXT;
        m->pending = PENDING_NONE;
        m->pc++;
        return raise_error(m, ERR_TimeoutError, "the time of the within block is over");
    case PENDING_CANCEL:
        if (m->flags & MAF_ENDING) return FLOW_NEXT;
        m->pending = PENDING_NONE;
        m->pc++;
        return raise_error(m, ERR_Cancelled, "cancelled");
    default: return FLOW_NEXT;
    }
}

/* ---- natives' side ---- */

enum native_result native_error(struct maatine *m, enum error_class c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    bool made = error_make(m, c, fmt, ap);
    va_end(ap);
    if (made) return N_ERROR;
    (void)memory_end(m);
    return N_EXIT;
}

enum native_result native_raise(struct maatine *m, Value err)
{
    m->error = err;
    return N_ERROR;
}

enum native_result native_no_memory(struct maatine *m)
{
    return native_error(m, ERR_MemoryError, "out of memory");
}

enum native_result native_type_error(struct maatine *m, const char *what, const char *want,
                                     Value got)
{
    if (!is_num(got) || !strstr(want, "Num"))
        return native_error(m, ERR_TypeError, "%s must be %s, not %s", what, want,
                            type_name(m, got));
    Buf text = BUF_INIT; /* the type is right */
    text_add_short(&text, got, 40);
    enum native_result r =
        native_error(m, ERR_TypeError, "%s must be %s, not %s", what, want, buf_str(&text));
    buf_fini(&text);
    return r;
}

/* ---- traces as text ---- */

static void trace_line(const Trace *t, uint32_t i, Buf *out)
{
    const Proto *p = trace_proto(t, i);
    buf_addf(out, "%s:%u %s", p->module->file->p, proto_line(p, (uint32_t)t->w[2 * i + 1]),
             p->name->p);
}

void error_trace_text(Maatine *m, Value err, Buf *out, unsigned max)
{
    (void)m;
    if (!is_inst(err)) return;
    Value tv = ((Inst *)to_obj(err))->f[ERRF_TRACE];
    if (!is_type(tv, T_TRACE)) return;
    const Trace *t = (const Trace *)to_obj(tv);
    unsigned shown = 0;
    for (uint32_t i = 0; i < t->n && shown < max; i++) {
        if (i && (trace_proto(t, i)->flags & PROTO_CORE)) continue;
        buf_adds(out, "  ");
        trace_line(t, i, out);
        buf_addc(out, '\n');
        shown++;
    }
}

/* The Array of the n pieces of text that end at end[i]; the room for it is reserved. V_ABSENT: no memory. */
static Value trace_lines(Maatine *m, const char *text, const uint32_t *end, uint32_t n)
{
    Array *a = heap_alloc(&m->heap, T_ARRAY, WORDS_OF(Array));
    a->start = 0;
    a->len = n;
    a->slots = heap_alloc(&m->heap, T_SLOTS, 1 + n);
    for (uint32_t i = 0, from = 0; i < n; from = end[i++]) {
        a->slots->v[i] = str_make(&m->heap, text + from, end[i] - from);
        if (is_absent(a->slots->v[i])) a->len = 0;
    }
    return a->len ? from_obj(a) : V_ABSENT;
}

/* The Array that `e.trace` gives: made from the raw pairs at each reading. *slot is the Trace, rooted. May collect. */
bool error_trace_array(Maatine *m, Value *slot, Value *out)
{
    Buf text = BUF_INIT;
    uint32_t end[TRACE_MAX], n = 0;
    const Trace *t = (const Trace *)to_obj(*slot);
    for (uint32_t i = trace_user_frame(t), first = i; i < t->n; i++) {
        if (i > first && (trace_proto(t, i)->flags & PROTO_CORE)) continue;
        trace_line(t, i, &text);
        end[n++] = (uint32_t)text.len;
    }
    size_t words = WORDS_OF(Array) + 1 + n;
    for (uint32_t i = 0; i < n; i++) words += str_words(end[i] - (i ? end[i - 1] : 0));
    bool ok = heap_reserve(&m->heap, words);
    if (ok) *out = trace_lines(m, buf_str(&text), end, n);
    buf_fini(&text);
    return ok && !is_absent(*out);
}

const Proto *exec_spot(const Maatine *m, uint32_t *at)
{
    struct frame f = frame_first(m, m->exec_result == EXEC_RUNNING);
    while ((f.p->flags & PROTO_CORE) && frame_next(&f));
    *at = f.at;
    return f.p;
}

const Proto *exec_at(const Maatine *m, uint32_t *line)
{
    uint32_t at;
    const Proto *p = exec_spot(m, &at);
    *line = proto_line(p, at);
    return p;
}

void exec_place(const Maatine *m, const char **file, uint32_t *line, const char **function)
{
    const Proto *p = exec_at(m, line);
    *file = p->module->file->p;
    *function = p->name->p;
}

/* Whether word `at` of p belongs to a finally, defer or, with `catches`, catch block of what begins at word `from` or behind it. */
static bool in_cleanup(const Proto *p, uint32_t at, uint32_t from, bool catches)
{
    for (uint32_t i = 0; i < p->nhandlers; i++) {
        const struct handler *h = &p->handlers[i];
        if (h->end && at >= h->target && at < h->end && h->from >= from &&
            (catches || h->kind == HANDLER_FINALLY))
            return true;
    }
    return false;
}

static bool cleans_up(const Maatine *m, struct frame f, uint64_t frame, uint32_t from, bool catches)
{
    for (;;) {
        bool last = (uint64_t)(f.R - m->stack) <= frame;
        if (in_cleanup(f.p, f.at, last ? from : 0, catches)) return true;
        if (last || !frame_next(&f)) return false;
    }
}

bool exec_cleans_up(const Maatine *m, uint64_t frame, uint32_t from)
{
    return cleans_up(m, frame_first(m, m->exec_result == EXEC_RUNNING), frame, from, true);
}

bool exec_in_finally(const Maatine *m, uint64_t frame, uint32_t from)
{
    return cleans_up(m, frame_first(m, false), frame, from, false);
}

void exec_position(const Maatine *m, bool user, uint64_t *frame, uint32_t *at)
{
    struct frame f = frame_first(m, true);
    while (user && (f.p->flags & PROTO_CORE) && frame_next(&f));
    *frame = (uint64_t)(f.R - m->stack);
    *at = f.at;
}

const char *exec_cell_name(const Maatine *m, uint32_t which)
{
    struct frame f = frame_first(m, true);
    for (uint32_t i = 0; i < f.p->ncell_names; i++) {
        const struct cell_name *n = &f.p->cell_names[i];
        if (n->pc == f.at && n->which == which) return n->name->p;
    }
    return NULL;
}

void exec_walk(const Maatine *m, void (*f)(void *ctx, const Proto *p, uint32_t line), void *ctx)
{
    struct frame fr = frame_first(m, m->exec_result == EXEC_RUNNING);
    do f(ctx, fr.p, proto_line(fr.p, fr.at));
    while (frame_next(&fr));
}
