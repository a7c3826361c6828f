/* Questions about maatines: ps, info, stack, mailbox, links, gc, tree, waits. */
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "vm/maatine/life.h"
#include "vm/observe/ask.h"
#include "vm/observe/query.h"
#include <stdlib.h>

/* ---- the list ---- */

/* Texts that many rows have in common, by what they are made of: the last one of each slot. */
#define SEEN 256u
struct seen {
    const void *key;
    uint32_t line;
    Field text;
};

struct listing {
    Query *q;
    Rows *t;
    uint64_t n;
    bool ended; /* no more is wanted */
    const struct places *places;
    uint64_t now;
    bool all;
    struct seen at[SEEN], spawned[SEEN];
};

static struct seen *seen_at(struct seen *all, const void *key, uint32_t line)
{
    return &all[(((uintptr_t)key >> 3) + line) % SEEN];
}

static double age_of(uint64_t since, uint64_t now)
{
    return since && now > since ? (double)(now - since) / 1e9 : 0;
}

static void put_place(const Facts *f, const struct places *places, Rows *t)
{
    uint32_t line;
    const Proto *p = f->state == FACT_RUNNING ? NULL : places_find(places, f->pc, &line);
    if (p)
        rows_textf(t, "%s:%u %s", p->module->file->p, line, p->name->p);
    else
        rows_nil(t);
}

#define PS_COLUMNS                                                                                 \
    "id:ma name:text label:text state:text waiting_for:text wait:seconds memory:bytes "            \
    "mailbox:count reductions:count age:seconds at:long"

/* As put_place; most maatines of a program wait at a few places. */
static void put_place_again(const Facts *f, struct listing *l)
{
    struct seen *s = seen_at(l->at, f->pc, 0);
    if (f->state == FACT_RUNNING || !f->pc) {
        rows_nil(l->t);
    } else if (s->key == f->pc) {
        rows_again(l->t, s->text);
    } else {
        put_place(f, l->places, l->t);
        *s = (struct seen){f->pc, 0, l->t->at[l->t->n - 1]};
    }
}

static void put_label_again(const Facts *f, struct listing *l)
{
    struct seen *s = seen_at(l->spawned, f->spawn_proto, f->spawn_line);
    if (f->label || !f->spawn_proto) {
        facts_label_cell(f, l->t);
    } else if (s->key == f->spawn_proto && s->line == f->spawn_line) {
        rows_again(l->t, s->text);
    } else {
        facts_label_cell(f, l->t);
        *s = (struct seen){f->spawn_proto, f->spawn_line, l->t->at[l->t->n - 1]};
    }
}

static void put_one(const Facts *f, struct listing *l)
{
    Rows *t = l->t;
    rows_int(t, (int64_t)f->id);
    if (f->name)
        rows_text(t, f->name->name, f->name->len);
    else
        rows_nil(t);
    put_label_again(f, l);
    rows_str(t, facts_state(f));
    rows_str(t, facts_wait(f));
    if (f->state == FACT_WAITING)
        rows_float(t, age_of(f->parked_ns, l->now));
    else
        rows_nil(t);
    rows_int(t, (int64_t)f->memory);
    rows_int(t, (int64_t)f->mailbox);
    rows_int(t, (int64_t)f->reductions);
    rows_float(t, age_of(f->started_ns, l->now));
    put_place_again(f, l);
}

static void list_begin(struct listing *l)
{
    l->t = reply_add(l->q->out, "ps");
    rows_columns(l->t, PS_COLUMNS);
    memset(l->at, 0, sizeof l->at); /* those texts lie in the table before */
    memset(l->spawned, 0, sizeof l->spawned);
}

static void list_one(void *ctx, const Facts *f, const Maatine *m)
{
    struct listing *l = ctx;
    (void)m;
    if (l->ended || ((f->flags & MAF_SYSTEM) && !l->all)) return;
    put_one(f, l);
    l->n++;
    if (l->q->piece && l->n % l->q->piece == 0) {
        l->ended = !query_emit(l->q);
        list_begin(l);
    }
    if (l->n == l->q->most) l->ended = true;
}

void cmd_ps(Query *q)
{
    struct places *places = places_new(q->rt);
    struct listing l = {.q = q, .places = places, .now = world_mono_ns()};
    l.all = query_word(q, 1) && strcmp(query_word(q, 1), "all") == 0;
    list_begin(&l);
    facts_each(q->rt, list_one, &l);
    places_free(places);
}

/* ---- the busiest ---- */

enum top_by { BY_MEMORY, BY_REDUCTIONS, BY_MAILBOX, BY_MESSAGES, BY_WAIT, BY_COUNT };
static const char *const top_names[BY_COUNT] = {"memory", "reductions", "mailbox", "messages",
                                                "wait"};

/* What a maatine had done when it was last looked at, by the slot of its id. */
struct sample {
    uint64_t id, reductions, arrived;
};
struct samples {
    struct sample *at;
    uint32_t cap;
    uint64_t taken_ns;
};

#define TOP_MOST 1000u

struct best {
    double key;
    Facts f;
    uint64_t reductions, arrived; /* in the window */
    char label[96], name[64];
    uint32_t label_len, name_len;
};

struct topping {
    struct samples *before;
    struct samples *next; /* being taken */
    enum top_by by;
    uint32_t most, n;
    struct best *at; /* a heap with the smallest at its root */
    uint64_t now;
    double secs;
    uint64_t count, memory;
};

void samples_free(struct samples *s)
{
    if (!s) return;
    mem_free(MEM_TEMP, s->at);
    mem_free(MEM_TEMP, s);
}

static struct samples *samples_new(void)
{
    struct samples *s = mem_zalloc(MEM_TEMP, sizeof *s);
    s->taken_ns = world_mono_ns();
    return s;
}

static void samples_put(struct samples *s, const Facts *f)
{
    uint32_t slot = table_slot(f->id);
    if (slot >= s->cap) {
        uint32_t cap = slot < 1024 ? 2048 : 2 * slot;
        s->at = mem_realloc(MEM_TEMP, s->at, cap * sizeof *s->at);
        memset(s->at + s->cap, 0, (cap - s->cap) * sizeof *s->at);
        s->cap = cap;
    }
    s->at[slot] = (struct sample){f->id, f->reductions, f->arrived};
}

static void sample_one(void *ctx, const Facts *f, const Maatine *m)
{
    (void)m;
    samples_put(ctx, f);
}

static void best_fill(struct best *b, const Facts *f)
{
    Buf t = BUF_INIT;
    b->f = *f;
    facts_label(f, &t);
    b->label_len = (uint32_t)(t.len < sizeof b->label ? t.len : sizeof b->label);
    if (b->label_len) memcpy(b->label, t.p, b->label_len);
    buf_fini(&t);
    b->name_len =
        f->name ? (f->name->len < sizeof b->name ? f->name->len : (uint32_t)sizeof b->name) : 0;
    if (b->name_len) memcpy(b->name, f->name->name, b->name_len);
}

static void sift_down(struct topping *t, uint32_t i)
{
    for (;;) {
        uint32_t k = 2 * i + 1;
        if (k >= t->n) return;
        if (k + 1 < t->n && t->at[k + 1].key < t->at[k].key) k++;
        if (t->at[i].key <= t->at[k].key) return;
        struct best x = t->at[i];
        t->at[i] = t->at[k];
        t->at[k] = x;
        i = k;
    }
}

static void sift_up(struct topping *t, uint32_t i)
{
    while (i > 0 && t->at[i].key < t->at[(i - 1) / 2].key) {
        struct best x = t->at[i];
        t->at[i] = t->at[(i - 1) / 2];
        t->at[(i - 1) / 2] = x;
        i = (i - 1) / 2;
    }
}

static double top_key(const struct topping *t, const Facts *f, uint64_t reds, uint64_t arrived)
{
    switch (t->by) {
    case BY_MEMORY: return (double)f->memory;
    case BY_REDUCTIONS: return (double)reds;
    case BY_MAILBOX: return (double)f->mailbox;
    case BY_MESSAGES: return (double)arrived;
    default: return f->state == FACT_WAITING ? age_of(f->parked_ns, t->now) : -1;
    }
}

static void top_one(void *ctx, const Facts *f, const Maatine *m)
{
    struct topping *t = ctx;
    (void)m;
    if (f->flags & MAF_SYSTEM) return;
    t->count++;
    t->memory += f->memory;
    if (t->next) samples_put(t->next, f);
    uint32_t slot = table_slot(f->id);
    const struct sample *s = slot < t->before->cap ? &t->before->at[slot] : NULL;
    bool known = s && s->id == f->id;
    uint64_t reds = f->reductions - (known ? s->reductions : 0);
    uint64_t before = known ? s->arrived : 0; /* a sum of two words, which may be torn */
    uint64_t arrived = f->arrived > before ? f->arrived - before : 0;
    double key = top_key(t, f, reds, arrived);
    if (key < 0 || (t->n == t->most && key <= t->at[0].key)) return;
    struct best *b = t->n == t->most ? &t->at[0] : &t->at[t->n];
    best_fill(b, f);
    b->key = key;
    b->reductions = reds;
    b->arrived = arrived;
    if (t->n == t->most) {
        sift_down(t, 0);
    } else {
        sift_up(t, t->n++);
    }
}

static int by_key(const void *a, const void *b)
{
    const struct best *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? 1 : -1;
    return (x->f.serial > y->f.serial) - (x->f.serial < y->f.serial);
}

static void put_best(const struct best *b, const struct topping *t, const struct places *places,
                     Rows *r)
{
    const Facts *f = &b->f;
    rows_int(r, (int64_t)f->id);
    if (b->name_len)
        rows_text(r, b->name, b->name_len);
    else
        rows_nil(r);
    rows_text(r, b->label, b->label_len);
    rows_str(r, f->state == FACT_WAITING ? facts_wait(f) : facts_state(f));
    if (f->state == FACT_WAITING)
        rows_float(r, age_of(f->parked_ns, t->now));
    else
        rows_nil(r);
    rows_int(r, (int64_t)f->memory);
    rows_int(r, (int64_t)f->mailbox);
    rows_int(r, (int64_t)((double)b->reductions / t->secs));
    rows_float(r, (double)b->arrived / t->secs);
    put_place(f, places, r);
}

#define TOP_COLUMNS                                                                                \
    "id:ma name:text label:text state:text wait:seconds memory:bytes mailbox:count "               \
    "reductions/s:count messages/s:count at:long"

/* `top [BY] [N] [WINDOW]` in any order. False: an error. */
static bool top_args(Query *q, enum top_by *by, uint32_t *most, double *window)
{
    for (int i = 1; i < q->w->n; i++) {
        const char *s = q->w->at[i];
        double v;
        int k = 0;
        while (k < BY_COUNT && strcmp(top_names[k], s) != 0) k++;
        if (k < BY_COUNT) {
            *by = (enum top_by)k;
        } else if (!pipe_number(s, &v) || !(v >= 0)) {
            reply_error(q->out, "top by memory, reductions, mailbox, messages or wait, not '%s'",
                        s);
            return false;
        } else if (s[strlen(s) - 1] == 's') {
            *window = v < 3600 ? v : 3600;
        } else {
            *most = v < 1 ? 1 : v < TOP_MOST ? (uint32_t)v : TOP_MOST;
        }
    }
    return true;
}

/* The sample that the window starts with: that of the last question if the window is 0s, else one that is taken now. */
static bool top_before(Query *q, double window)
{
    if (q->samples && window == 0) return true;
    samples_free(q->samples);
    q->samples = samples_new();
    if (q->piece) return true;
    facts_each(q->rt, sample_one, q->samples);
    return q->pause(q, window == 0 ? 0.2 : window);
}

void cmd_top(Query *q)
{
    struct topping t = {.by = BY_REDUCTIONS, .most = 10};
    double window = 1;
    if (!top_args(q, &t.by, &t.most, &window) || !top_before(q, window)) return;
    t.before = q->samples;
    t.next = q->piece ? NULL : samples_new();
    t.now = t.next ? t.next->taken_ns : world_mono_ns();
    t.secs = (double)(t.now - t.before->taken_ns) / 1e9;
    if (!(t.secs > 1e-3)) t.secs = 1e-3;
    t.at = mem_alloc(MEM_TEMP, t.most * sizeof *t.at);
    facts_each(q->rt, top_one, &t);
    qsort(t.at, t.n, sizeof *t.at, by_key);
    struct places *places = places_new(q->rt);
    Rows *r = reply_add(q->out, "top");
    rows_columns(r, TOP_COLUMNS);
    for (uint32_t i = 0; i < t.n; i++) put_best(&t.at[i], &t, places, r);
    Buf b = BUF_INIT;
    buf_addf(&r->note, "%llu maatines, %llu bytes; by %s over %.1f s", (unsigned long long)t.count,
             (unsigned long long)t.memory, top_names[t.by], t.secs);
    buf_fini(&b);
    places_free(places);
    mem_free(MEM_TEMP, t.at);
    samples_free(q->samples);
    q->samples = t.next;
}

/* ---- one ---- */

struct about {
    Query *q;
    const struct places *places;
    Rows *t;
    uint64_t now;
};

static void put_mailbox_facts(const Facts *f, const struct about *a)
{
    rows_int(a->t, (int64_t)f->mailbox);
    rows_int(a->t, (int64_t)f->mailbox_bytes);
    if (f->oldest_ns)
        rows_float(a->t, age_of(f->oldest_ns, a->now));
    else
        rows_nil(a->t);
    rows_int(a->t, (int64_t)f->arrived);
    rows_int(a->t, (int64_t)f->drops);
}

static void about_one(void *ctx, const Facts *f, const Maatine *m)
{
    struct about *a = ctx;
    Rows *t = a->t = reply_add(a->q->out, "info");
    (void)m;
    t->record = true;
    rows_columns(t, "id:ma label:text name:text state:text waiting_for:text wait:seconds at:long "
                    "priority:text trapping:text owner:ma parent:ma spawned_at:text age:seconds "
                    "memory:bytes reductions:count mailbox:count mailbox_bytes:bytes "
                    "mailbox_oldest:seconds received:count drops:count stack:bytes young:bytes "
                    "old:bytes large:bytes offheap:bytes fragments:bytes copied:bytes moved:bytes "
                    "restarts:count");
    rows_int(t, (int64_t)f->id);
    facts_label_cell(f, t);
    if (f->name)
        rows_text(t, f->name->name, f->name->len);
    else
        rows_nil(t);
    rows_str(t, facts_state(f));
    rows_str(t, facts_wait(f));
    if (f->state == FACT_WAITING)
        rows_float(t, age_of(f->parked_ns, a->now));
    else
        rows_nil(t);
    put_place(f, a->places, t);
    rows_str(t, facts_priority(f));
    rows_bool(t, f->flags & MAF_TRAP);
    rows_int(t, (int64_t)f->owner);
    rows_int(t, (int64_t)f->parent);
    if (f->spawn_proto)
        rows_textf(t, "%s:%u %s", f->spawn_proto->module->file->p, f->spawn_line,
                   f->spawn_proto->name->p);
    else
        rows_nil(t);
    rows_float(t, age_of(f->started_ns, a->now));
    rows_int(t, (int64_t)f->memory);
    rows_int(t, (int64_t)f->reductions);
    put_mailbox_facts(f, a);
    const uint64_t more[] = {f->stack_bytes,   f->young_bytes,    f->old_bytes, f->large_bytes,
                             f->offheap_bytes, f->fragment_bytes, f->copied,    f->moved};
    for (unsigned i = 0; i < sizeof more / sizeof more[0]; i++) rows_int(t, (int64_t)more[i]);
    rows_int(t, (int64_t)load_rlx(&extra_seen(m)->restarts));
}

/* The published facts of a maatine. False: there is none (an error is in the reply). */
static bool put_about(Query *q, uint64_t id)
{
    struct places *places = places_new(q->rt);
    struct about a = {q, places, NULL, world_mono_ns()};
    bool found = facts_one(q->rt, id, about_one, &a);
    places_free(places);
    if (!found) reply_error(q->out, "maatine %llu has ended or never was", (unsigned long long)id);
    return found;
}

/* Asks its owner. False: an error is in the reply; or, with `rest`, a note that it is busy. */
static bool ask_one(Query *q, uint64_t id, enum ask_kind k, uint32_t limit, bool rest)
{
    enum ask_result r = ask(q->rt, id, k, limit, ASK_SECONDS, q->out);
    if (r == ASK_OK) return true;
    if (r == ASK_GONE && !rest)
        reply_error(q->out, "maatine %llu has ended or never was", (unsigned long long)id);
    else if (!rest)
        reply_error(q->out, "maatine %llu is busy: it has reached no safe point in %.1f s",
                    (unsigned long long)id, ASK_SECONDS);
    else if (q->out->n)
        buf_addf(&q->out->at[0]->note,
                 r == ASK_GONE ? "it has ended while it was asked"
                               : "busy: no answer about frames, ties and collections yet");
    return false;
}

void cmd_info(Query *q)
{
    uint64_t id = query_ma(q, query_word(q, 1));
    if (!id || !put_about(q, id) || ask_one(q, id, ASK_INFO, 0, true)) return;
    /* An answer of several tables as ever. */
    rows_columns(reply_add(q->out, "stack"), "at:text function:text");
}

void cmd_stack(Query *q)
{
    uint64_t id = query_ma(q, query_word(q, 1));
    if (id) (void)ask_one(q, id, ASK_STACK, 0, false);
}

void cmd_mailbox(Query *q)
{
    uint64_t id = query_ma(q, query_word(q, 1));
    double n = 0;
    if (!id) return;
    if (query_word(q, 2) && (!pipe_number(query_word(q, 2), &n) || !(n >= 0))) {
        reply_error(q->out, "mailbox P [N]");
        return;
    }
    (void)ask_one(q, id, ASK_MAILBOX, n < 1000 ? (uint32_t)n : 1000, false);
}

static void keep_only(Reply *r, const char *name)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        if (strcmp(r->at[i]->name, name) == 0)
            r->at[n++] = r->at[i];
        else
            rows_free(r->at[i]);
    }
    r->n = n;
}

void cmd_links(Query *q)
{
    uint64_t id = query_ma(q, query_word(q, 1));
    if (id && ask_one(q, id, ASK_INFO, 0, false)) keep_only(q->out, "ties");
}

void cmd_gc(Query *q)
{
    uint64_t id = query_ma(q, query_word(q, 1));
    if (id && ask_one(q, id, ASK_INFO, 0, false)) keep_only(q->out, "gc");
}
