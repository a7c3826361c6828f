/* Commands that act: kill, suspend, resume, send, eval. */
#include "base/mem.h"
#include "base/world.h"
#include "heap/string.h"
#include "sched/epoch.h"
#include "vm/maatine/life.h"
#include "vm/observe/ask.h"
#include "vm/observe/eval.h"
#include "vm/observe/query.h"
#include <stdlib.h>

/* ---- signals ---- */

static void done(Query *q, const char *what, uint64_t id)
{
    Rows *t = reply_add(q->out, what);
    rows_columns(t, "done:text id:ma");
    rows_str(t, what);
    rows_int(t, (int64_t)id);
}

/* Pushes e to the maatine; the reply says whether it was there. */
static void push_signal(Query *q, uint64_t id, Envelope *e, const char *what)
{
    unsigned ticket = epoch_enter(q->rt->pool);
    Maatine *p = table_find(q->rt->table, id);
    bool sent = p && ma_push(p, e);
    epoch_leave(q->rt->pool, ticket);
    if (sent) {
        done(q, what, id);
        return;
    }
    envelope_free(e);
    reply_error(q->out, "maatine %llu has ended or never was", (unsigned long long)id);
}

static Envelope *exit_envelope(struct runtime *rt, const char *reason)
{
    if (strcmp(reason, "kill") == 0) return envelope_new(SIG_KILL, parcel_of(V_NIL));
    Envelope *e;
    struct tuple t;
    struct copy_why why;
    t.v[0] = text_value(rt, EXIT);
    t.v[1] = from_ma(0);
    t.v[2] = text_intern(rt, reason);
    if (envelope_copy(&e, SIG_EXIT, tuple_init(&t, 3), &why) != COPY_OK)
        e = envelope_new(SIG_KILL, parcel_of(V_NIL));
    return e;
}

void cmd_kill(Query *q)
{
    uint64_t id = query_ma(q, query_word(q, 1));
    const char *reason = query_word(q, 2) ? query_word(q, 2) : "kill";
    if (id) push_signal(q, id, exit_envelope(q->rt, reason), "kill");
}

void cmd_suspend(Query *q)
{
    uint64_t id = query_ma(q, query_word(q, 1));
    if (id) push_signal(q, id, envelope_new(SIG_SUSPEND, parcel_of(V_NIL)), "suspend");
}

void cmd_resume(Query *q)
{
    uint64_t id = query_ma(q, query_word(q, 1));
    if (id) push_signal(q, id, envelope_new(SIG_RESUME, parcel_of(V_NIL)), "resume");
}

/* ---- code ---- */

void cmd_eval(Query *q)
{
    if (!q->w->rest[0]) {
        reply_error(q->out, "eval EXPR");
        return;
    }
    eval_run(q, q->w->rest);
}

void cmd_send(Query *q)
{
    uint64_t id = query_ma(q, query_word(q, 1));
    if (!id) return;
    if (!q->w->rest2[0]) {
        reply_error(q->out, "send P EXPR");
        return;
    }
    Buf b = BUF_INIT;
    buf_addf(&b, "Ma.send(Ma.from_id(%llu), (%s))\n", (unsigned long long)id, q->w->rest2);
    eval_run(q, b.p);
    buf_fini(&b);
    if (!q->out->error.len) {
        reply_fini(q->out);
        done(q, "send", id);
    }
}

/* ---- the biggest strings: asked of those that hold the most ---- */

#define HOLDERS 20u

struct holders {
    uint32_t n;
    struct {
        uint64_t id, bytes;
    } at[HOLDERS];
};

static void add_holder(void *ctx, const Facts *f, const Maatine *m)
{
    struct holders *h = ctx;
    (void)m;
    uint32_t i = h->n;
    if (i == HOLDERS && h->at[i - 1].bytes >= f->memory) return;
    if (i == HOLDERS)
        i--;
    else
        h->n++;
    for (; i > 0 && h->at[i - 1].bytes < f->memory; i--) h->at[i] = h->at[i - 1];
    h->at[i].id = f->id;
    h->at[i].bytes = f->memory;
}

void query_strings(Query *q)
{
    struct holders h = {.n = 0};
    Reply got;
    unsigned busy = 0;
    reply_init(&got);
    facts_each(q->rt, add_holder, &h);
    for (uint32_t i = 0; i < h.n; i++)
        if (h.at[i].id != q->asker)
            busy += ask(q->rt, h.at[i].id, ASK_STRINGS, 0, 0.1, &got) == ASK_BUSY;
    Rows *t = reply_add(q->out, "strings");
    rows_columns(t, "bytes:bytes id:ma begins:long");
    for (uint32_t i = 0; i < got.n; i++)
        for (uint64_t k = 0; k < rows_count(got.at[i]); k++) rows_copy(t, got.at[i], k);
    reply_fini(&got);
    struct pipe_line l;
    Buf why = BUF_INIT;
    if (pipe_parse(&l, "mem | sort bytes | head 20", false, &why)) {
        pipe_apply(q->out, &l, 1);
        pipe_free(&l);
    }
    buf_fini(&why);
    if (q->out->n)
        buf_addf(&q->out->at[0]->note, "of the %u maatines that use the most memory; %u were busy",
                 h.n, busy);
}
