/* Questions to the owner of a maatine; see ask.h. */
#include "mailbox/batch.h"
#include "vm/observe/ask.h"
#include "base/mem.h"
#include "heap/array.h"
#include "base/world.h"
#include "heap/scan.h"
#include "heap/string.h"
#include "heap/text.h"
#include "sched/epoch.h"
#include "vm/maatine/life.h"
#include <errno.h>
#include <semaphore.h>
#include <time.h>

#define FRAMES_MAX   500u
#define LOOKED_MAX   1000u /* messages whose shape is looked at */
#define SHAPES_MAX   64u
#define MESSAGE_TEXT 200u
#define TIES_SHOWN   10000u
#define STRINGS_MAX  64u
#define OBJECTS_MAX  200000u /* objects with off-heap parts that are looked at */

enum ask_state { ASK_WAITS, ASK_ANSWERED, ASK_ENDED };

struct question {
    uint32_t refs;  /* [any, atomic] */
    uint32_t state; /* [any, atomic: AS-1] enum ask_state */
    sem_t ready;
    enum ask_kind kind; /* [const] */
    uint32_t limit;     /* [const] */
    Reply reply;        /* AS-1 */
};

static void question_unref(struct question *q)
{
    if (sub_ar(&q->refs, 1) > 1) return; /* pairs with itself */
    reply_fini(&q->reply);
    sem_destroy(&q->ready);
    mem_free(MEM_SIGNAL, q);
}

static void question_end(struct question *q, enum ask_state s)
{
    store_rel(&q->state, s); /* pairs with ask */
    sem_post(&q->ready);
    question_unref(q);
}

static struct question *question_of(Envelope *e)
{
    struct question *q = (struct question *)(uintptr_t)e->parcel.root;
    e->parcel.root = 0;
    return q;
}

void ask_drop(Envelope *e) { question_end(question_of(e), ASK_ENDED); }

/* ---- asking ---- */

static bool wait_ready(struct question *q, double secs)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += (time_t)secs;
    t.tv_nsec += (long)((secs - (double)(time_t)secs) * 1e9);
    if (t.tv_nsec >= 1000000000) {
        t.tv_nsec -= 1000000000;
        t.tv_sec++;
    }
    while (sem_clockwait(&q->ready, CLOCK_MONOTONIC, &t) != 0)
        if (errno != EINTR) return false;
    return true;
}

static bool push_question(struct runtime *rt, uint64_t id, struct question *q)
{
    Envelope *e = envelope_new(SIG_OBSERVE, parcel_of((Value)(uintptr_t)q));
    unsigned ticket = epoch_enter(rt->pool);
    Maatine *m = table_find(rt->table, id);
    bool sent = m && ma_push(m, e);
    epoch_leave(rt->pool, ticket);
    if (!sent) {
        e->parcel.root = 0;
        envelope_free(e);
    }
    return sent;
}

static void put_answer(const Maatine *m, enum ask_kind k, uint32_t limit, Reply *out);

/* Of one that waits, in its owner's place: it need not be woken, and no scheduler need be free. False: it is to be asked. */
static bool answer_parked(struct runtime *rt, uint64_t id, enum ask_kind k, uint32_t limit,
                          Reply *out)
{
    unsigned ticket = epoch_enter(rt->pool);
    Maatine *m = table_find(rt->table, id);
    bool claimed = m && mailbox_claim(&m->mailbox);
    if (claimed) {
        put_answer(m, k, limit, out);
        if (!mailbox_park(&m->mailbox)) sched_ready_from(rt->pool, &m->run);
    }
    epoch_leave(rt->pool, ticket);
    return claimed;
}

enum ask_result ask(struct runtime *rt, uint64_t id, enum ask_kind k, uint32_t limit, double secs,
                    Reply *out)
{
    if (answer_parked(rt, id, k, limit, out)) return ASK_OK;
    struct question *q = mem_zalloc(MEM_SIGNAL, sizeof *q);
    q->refs = 2;
    q->kind = k;
    q->limit = limit;
    sem_init(&q->ready, 0, 0);
    enum ask_result r = ASK_GONE;
    if (push_question(rt, id, q)) {
        r = wait_ready(q, secs) ? ASK_OK : ASK_BUSY;
        uint32_t s = load_acq(&q->state); /* pairs with question_end */
        if (r == ASK_OK && s == ASK_ENDED) r = ASK_GONE;
        if (r == ASK_OK) {
            for (uint32_t i = 0; i < q->reply.n; i++) reply_adopt(out, q->reply.at[i]);
            q->reply.n = 0;
        }
    } else {
        question_unref(q);
    }
    question_unref(q);
    return r;
}

/* ---- answering: frames ---- */

struct frames {
    const struct runtime *rt;
    Rows *t;
    uint32_t n;
};

static void add_frame(void *ctx, const Proto *p, uint32_t line)
{
    struct frames *f = ctx;
    if (p->module == f->rt->internal_module || f->n++ >= FRAMES_MAX) return;
    rows_textf(f->t, "%s:%u", p->module->file->p, line);
    rows_str(f->t, p->name->p);
}

void ask_stack(const Maatine *m, Reply *out)
{
    struct frames f = {m->rt, reply_add(out, "stack"), 0};
    rows_columns(f.t, "at:text function:text");
    exec_walk(m, add_frame, &f);
    if (f.n > FRAMES_MAX) buf_addf(&f.t->note, "and %u more frames", f.n - FRAMES_MAX);
}

/* ---- answering: messages ---- */

static void add_type(Buf *b, const Maatine *m, Value v)
{
    buf_adds(b, type_name((Maatine *)(uintptr_t)m, v));
}

/* ['put', Str, Num]: a text at the head as it is, all else by its type. */
static void add_shape(Buf *b, const Maatine *m, Value v)
{
    if (is_str(v) && str_len(v) <= 24) {
        text_add_short(b, v, 40);
        return;
    }
    if (!is_array(v)) {
        add_type(b, m, v);
        return;
    }
    uint64_t n = array_len(v);
    buf_addc(b, '[');
    for (uint64_t i = 0; i < n && i < 5; i++) {
        Value x = array_get(v, (uint32_t)i);
        if (i) buf_adds(b, ", ");
        if (i == 0 && is_str(x) && str_len(x) <= 24)
            text_add_short(b, x, 40);
        else
            add_type(b, m, x);
    }
    buf_adds(b, n > 5 ? ", ...]" : "]");
}

struct shapes {
    uint32_t n;
    struct {
        char *text;
        uint64_t count, bytes;
    } at[SHAPES_MAX];
};

static void count_shape(struct shapes *s, const char *text, uint64_t bytes)
{
    uint32_t i = 0;
    while (i < s->n && strcmp(s->at[i].text, text) != 0) i++;
    if (i == s->n) {
        if (i == SHAPES_MAX) return;
        s->at[s->n++].text = mem_strdup(MEM_TEMP, text);
        s->at[i].count = s->at[i].bytes = 0;
    }
    s->at[i].count++;
    s->at[i].bytes += bytes;
}

static void put_shapes(struct shapes *s, Reply *out, uint32_t seen, const Maatine *m)
{
    Rows *t = reply_add(out, "shapes");
    rows_columns(t, "shape:long count:count bytes:bytes");
    for (uint32_t i = 0; i < s->n; i++) {
        rows_str(t, s->at[i].text);
        rows_int(t, (int64_t)s->at[i].count);
        rows_int(t, (int64_t)s->at[i].bytes);
        mem_free(MEM_TEMP, s->at[i].text);
    }
    buf_addf(&t->note, "the first %u of %u messages, %llu bytes in all", seen, m->mailbox.len,
             (unsigned long long)m->mailbox.bytes);
}

static void put_message(Rows *t, const Envelope *e, uint64_t now)
{
    Buf b = BUF_INIT;
    text_add_short(&b, envelope_value(e), MESSAGE_TEXT);
    rows_float(t, e->sent_ns && now > e->sent_ns ? (double)(now - e->sent_ns) / 1e9 : 0);
    rows_int(t, (int64_t)e->sender);
    rows_int(t, (int64_t)envelope_bytes(e));
    rows_text(t, buf_str(&b), b.len);
    buf_fini(&b);
}

void ask_mailbox(const Maatine *m, uint32_t limit, Reply *out)
{
    struct shapes s = {.n = 0};
    uint32_t seen = 0;
    uint64_t now = world_mono_ns();
    Buf b = BUF_INIT;
    BatchView view = batch_view(m->mailbox.first);
    for (const Envelope *e; seen < LOOKED_MAX && (e = batch_view_next(&view)); seen++) {
        buf_clear(&b);
        add_shape(&b, m, envelope_value(e));
        count_shape(&s, buf_str(&b), envelope_bytes(e));
    }
    buf_fini(&b);
    put_shapes(&s, out, seen, m);
    if (!limit) return;
    Rows *t = reply_add(out, "messages");
    rows_columns(t, "age:seconds from:ma bytes:bytes message:long");
    view = batch_view(m->mailbox.first);
    for (const Envelope *e; limit && (e = batch_view_next(&view)); limit--) put_message(t, e, now);
}

/* ---- answering: ties, collections, strings ---- */

static void put_gc(const Maatine *m, Reply *out)
{
    struct heap_info h;
    heap_info(&m->heap, &h);
    Rows *t = reply_add(out, "gc");
    t->record = true;
    rows_columns(t, "young:bytes old:bytes large:bytes offheap:bytes fragments:bytes minors:count "
                    "majors:count pause_max:seconds pause_sum:seconds copied:bytes");
    rows_int(t, (int64_t)h.young_bytes);
    rows_int(t, (int64_t)h.old_bytes);
    rows_int(t, (int64_t)h.large_bytes);
    rows_int(t, (int64_t)h.offheap_bytes);
    rows_int(t, (int64_t)h.fragment_bytes);
    rows_int(t, (int64_t)h.minors);
    rows_int(t, (int64_t)h.majors);
    rows_float(t, (double)h.pause_max_ns / 1e9);
    rows_float(t, (double)h.pause_sum_ns / 1e9);
    rows_int(t, (int64_t)h.copied_bytes);
}

static void put_set(const TieSet *s, const char *kind, bool by_key, Rows *t)
{
    for (uint32_t i = 0, n = 0; i < s->used && n < TIES_SHOWN; i++) {
        if (!s->at[i].key || (!by_key && s->at[i].b > WATCH_URGENT)) continue;
        rows_str(t, kind);
        rows_int(t, (int64_t)(by_key ? s->at[i].key : s->at[i].a));
        n++;
    }
}

void ask_ties(const Maatine *m, Reply *out)
{
    Rows *t = reply_add(out, "ties");
    rows_columns(t, "tie:text id:ma");
    if (!m->ties) return;
    put_set(&m->ties->links, "linked to", true, t);
    put_set(&m->ties->watching, "monitors", false, t);
    put_set(&m->ties->watched, "monitored by", false, t);
    put_set(&m->ties->tasks, "task of its scope", true, t);
}

static void put_tasklocals(const Maatine *m, Reply *out)
{
    Value at[128];
    uint32_t n = tasklocals_count(m) ? tasklocals_gather(m, at, 128) : 0;
    if (!n) return;
    Rows *t = reply_add(out, "tasklocals");
    rows_columns(t, "tasklocal:text value:long");
    for (uint32_t i = 0; i + 1 < n; i += 2) {
        Buf b = BUF_INIT;
        text_add_short(&b, at[i + 1], MESSAGE_TEXT);
        const Str *name = runtime_static(m->rt, (uint32_t)to_int(at[i]))->name;
        rows_str(t, name ? name->p : NULL);
        rows_text(t, buf_str(&b), b.len);
        buf_fini(&b);
    }
}

struct strings {
    uint32_t n;
    struct {
        const StrX *s;
        uint64_t bytes;
    } at[STRINGS_MAX];
};

static void note_string(struct strings *all, const StrX *s)
{
    uint64_t bytes = str_len(from_str(s));
    uint32_t i = all->n;
    if (i == STRINGS_MAX && all->at[i - 1].bytes >= bytes) return;
    if (i == STRINGS_MAX)
        i--;
    else
        all->n++;
    for (; i > 0 && all->at[i - 1].bytes < bytes; i--) all->at[i] = all->at[i - 1];
    all->at[i].s = s;
    all->at[i].bytes = bytes;
}

static void look_at_string(void *ctx, const Obj *o)
{
    if (o->type == T_STRX) note_string(ctx, (const StrX *)o);
}

static void answer_strings(const Maatine *m, Reply *out)
{
    struct strings all = {.n = 0};
    heap_each_offheap(&m->heap, look_at_string, &all, OBJECTS_MAX);
    Rows *t = reply_add(out, "strings");
    rows_columns(t, "bytes:bytes id:ma begins:long");
    for (uint32_t i = 0; i < all.n; i++) {
        const char *p = str_bytes(from_str(all.at[i].s));
        rows_int(t, (int64_t)all.at[i].bytes);
        rows_int(t, (int64_t)m->id);
        rows_text(t, p, all.at[i].bytes < 60 ? all.at[i].bytes : 60);
    }
}

static void put_answer(const Maatine *m, enum ask_kind k, uint32_t limit, Reply *out)
{
    switch (k) {
    case ASK_INFO:
        put_gc(m, out);
        ask_ties(m, out);
        put_tasklocals(m, out);
        ask_stack(m, out);
        break;
    case ASK_STACK: ask_stack(m, out); break;
    case ASK_MAILBOX: ask_mailbox(m, limit, out); break;
    case ASK_STRINGS: answer_strings(m, out); break;
    }
}

void ask_answer(Maatine *m, Envelope *e)
{
    struct question *q = question_of(e);
    if (m->ended) {
        question_end(q, ASK_ENDED);
        return;
    }
    put_answer(m, q->kind, q->limit, &q->reply);
    question_end(q, ASK_ANSWERED);
}
