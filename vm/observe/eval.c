/* Code in a maatine of its own; see eval.h. */
#include "vm/observe/eval.h"
#include "base/mem.h"
#include "base/world.h"
#include "sched/epoch.h"
#include "vm/maatine/life.h"
#include "vm/observe/observe_int.h"

#define TEXT_MAX 65536u

/* One that waits for a value; on the stack of its asker, in the list until it leaves. */
struct pending_eval {
    struct pending_eval *next; /* [guarded: OBSERVE] */
    uint64_t number;           /* [const] */
    uint32_t done;             /* [any, atomic: store_rel by eval_answer pairs with its asker] */
    bool ok;
    Buf text;
};

static void list_add(struct observer *o, struct pending_eval *e)
{
    lock_take(&o->past.lock);
    e->next = o->evals;
    o->evals = e;
    lock_drop(&o->past.lock);
}

static void list_remove(struct observer *o, struct pending_eval *e)
{
    lock_take(&o->past.lock);
    struct pending_eval **p = &o->evals;
    while (*p != e) p = &(*p)->next;
    *p = e->next;
    lock_drop(&o->past.lock);
}

void eval_answer(struct runtime *rt, uint64_t number, bool ok, const char *p, size_t n)
{
    struct observer *o = rt->observer;
    lock_take(&o->past.lock);
    for (struct pending_eval *e = o->evals; e; e = e->next) {
        if (e->number != number || e->done) continue;
        e->ok = ok;
        buf_add(&e->text, p, n < TEXT_MAX ? n : TEXT_MAX);
        store_rel(&e->done, 1); /* pairs with wait_value */
    }
    lock_drop(&o->past.lock);
}

#define MODULES_MAX 10

/* The functions to be run: those of modules that were loaded for it, then its own. 0: errors. */
static uint32_t compile_text(struct runtime *rt, const char *code, Value *fns, Buf *errors)
{
    Module *all[MODULES_MAX];
    uint32_t count = 0;
    bool more = false;
    lock_take(&rt->globals_lock);
    Module *m = compile_eval(rt->compiler, code, strlen(code), errors, &more);
    size_t n = m ? compiler_pending(rt->compiler, all, MODULES_MAX) : 0;
    for (size_t i = 0; i < n; i++) {
        all[i]->has_run = true;
        fns[count++] = all[i]->main->fn0;
    }
    lock_drop(&rt->globals_lock);
    if (more) buf_adds(errors, "the expression is not complete");
    return count;
}

static uint64_t start(struct runtime *rt, uint64_t number, const Value *fns, uint32_t n)
{
    Value call[2 + MODULES_MAX];
    struct spawn_opts o = spawn_defaults;
    call[0] = runtime_builtin(rt, intern_cstr(rt->interns, "__observe_eval"));
    call[1] = from_int((int64_t)number);
    memcpy(call + 2, fns, n * sizeof *fns);
    o.detached = true;
    o.quiet = true;
    o.label = intern_cstr(rt->interns, "observer eval");
    return maatine_spawn_outside(rt, call, n + 1, &o);
}

static bool alive(struct runtime *rt, uint64_t id)
{
    unsigned ticket = epoch_enter(rt->pool);
    bool is = table_find(rt->table, id) != NULL;
    epoch_leave(rt->pool, ticket);
    return is;
}

/* False: an error is in the reply. */
static bool wait_value(Query *q, struct pending_eval *e, uint64_t id)
{
    uint64_t until = world_mono_ns() + (uint64_t)(EVAL_SECONDS * 1e9);
    double step = 0.0005;
    while (!load_acq(&e->done)) {                              /* pairs with eval_answer */
        bool ended = !alive(q->rt, id) && !load_acq(&e->done); /* pairs with eval_answer */
        if (ended) {
            reply_error(q->out, "it ended without a value");
            return false;
        }
        if (!q->pause(q, step)) return false;
        if (step < 0.05) step *= 2;
        if (world_mono_ns() < until) continue;
        reply_error(q->out, "no value in %.0f s; it goes on as maatine %llu", EVAL_SECONDS,
                    (unsigned long long)id);
        return false;
    }
    return true;
}

static void put_value(Query *q, const struct pending_eval *e)
{
    if (!e->ok) {
        reply_error(q->out, "%s", e->text.len ? e->text.p : "an error");
        return;
    }
    Rows *t = reply_add(q->out, "value");
    rows_columns(t, "text:long");
    rows_text(t, e->text.len ? e->text.p : "", e->text.len);
}

void eval_run(Query *q, const char *code)
{
    struct observer *o = q->rt->observer;
    Value fns[MODULES_MAX];
    Buf errors = BUF_INIT;
    if (world_is_simulated()) { /* one thread, which is here: who computes the value would not run */
        reply_error(q->out, "eval waits for another maatine, which a replayed schedule cannot");
        return;
    }
    uint32_t n = compile_text(q->rt, code, fns, &errors);
    if (n == 0) {
        reply_error(q->out, "%s", buf_str(&errors));
        buf_fini(&errors);
        return;
    }
    struct pending_eval e = {.number = add_rlx(&o->next_eval, 1) + 1};
    list_add(o, &e);
    uint64_t id = start(q->rt, e.number, fns, n);
    if (!id)
        reply_error(q->out, "there is no memory for another maatine");
    else if (wait_value(q, &e, id))
        put_value(q, &e);
    list_remove(o, &e);
    buf_fini(&e.text);
    buf_fini(&errors);
}
