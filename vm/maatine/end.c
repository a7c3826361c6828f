/* The end of a maatine, in the order of R12:
 *
 *   1. what it waited for is given up, what it holds is freed; its last signals are acted on
 *   2. the tasks of its scopes are cancelled
 *   3. its name is cleared, it leaves the table: is_alive is false; its reason is remembered
 *   4. links get exit signals, monitors DOWN, joiners and callers are woken
 *   5. the mailbox is closed: requests in it are answered, messages freed, senders that wait woken
 *   6. its heap is freed; the record is retired
 *
 * Whoever found the record before step 3 may still push until step 5: links and monitors that come in between get the reason,
 * too. After that a push is refused, and whoever pushes knows that it has gone.
 */
#include "base/mem.h"
#include "heap/array.h"
#include "vm/maatine/info.h"
#include "vm/maatine/life.h"
#include "vm/maatine/work.h"
#include "vm/observe/ask.h"
#include "vm/observe/observe.h"

Value end_reason(const Maatine *m)
{
    if (m->flags & MAF_OUT_OF_MEMORY) return m->exit_reason;
    if (m->unwinding == PENDING_KILL) return text_value(m->rt, KILLED);
    if (m->unwinding == PENDING_EXIT) return m->exit_reason;
    if (!is_absent(m->error)) return m->error;
    return text_value(m->rt, NORMAL);
}

/* By an error of its own, so that a report is due. */
static bool crashed(const Maatine *m)
{
    return (m->flags & MAF_OUT_OF_MEMORY) || (!m->unwinding && !is_absent(m->error));
}

/* ---- notices ---- */

/* The reason lies in m->exit_reason, which is a root. */
static void notify_exit(Maatine *m, uint64_t to)
{
    Maatine *p = ma_find(m, to);
    if (!p || p == m) return;
    struct tuple t;
    t.v[0] = text_value(m->rt, EXIT);
    t.v[1] = from_ma(m->id);
    t.v[2] = m->exit_reason;
    Envelope *e = tuple_envelope(m, &t, 3, SIG_LINK_EXIT);
    e->sender = m->id;
    ma_push_or_drop(p, e);
}

static void notify_down(Maatine *m, uint64_t to, enum watch_kind k, uint64_t ref)
{
    Maatine *p = ma_find(m, to);
    if (p && p != m) ma_push_or_drop(p, down_envelope(m, k, ref, m->id, m->exit_reason));
}

static void notify_all(Maatine *m)
{
    Ties *t = m->ties;
    if (!t) return;
    for (uint32_t i = 0; i < t->links.used; i++)
        if (t->links.at[i].key) notify_exit(m, t->links.at[i].key);
    for (int calls = 0; calls < 2; calls++)
        for (uint32_t i = 0; i < t->watched.used; i++) {
            const Tie *w = &t->watched.at[i];
            if (w->key && (w->b == WATCH_CALL) == calls)
                notify_down(m, w->a, (enum watch_kind)w->b, w->key);
        }
}

/* ---- what is left in the mailbox ---- */

struct left {
    Maatine *m;
    uint64_t messages;
    Envelope *list; /* that nobody has to be told of */
    size_t n;
    uint64_t bytes;
};

static void free_later(struct left *l, Envelope *e)
{
    e->next = l->list;
    l->list = e;
    l->n++;
    l->bytes += envelope_bytes(e);
}

static void on_left(void *ctx, Envelope *e)
{
    struct left *l = ctx;
    Maatine *m = l->m;
    switch (e->kind) {
    case ENV_MESSAGE:
        l->messages++;
        if (e->arg == MSG_CALL) notify_down(m, e->sender, WATCH_CALL, e->ref);
        if (e->flags & ENV_PINNED) break;
        free_later(l, e);
        return;
    case SIG_LINK: notify_exit(m, e->sender); break;
    case SIG_MONITOR: notify_down(m, e->sender, (enum watch_kind)e->arg, e->ref); break;
    case SIG_INSPECT: info_answer(m, e); break;
    case SIG_INFO: info_drop(e); break;
    case SIG_OBSERVE: ask_drop(e); break;
    default: break;
    }
    envelope_free(e);
}

/* Nobody finds m any more: what comes now is a dead letter, what came before is unread. */
static void close_mailbox(Maatine *m)
{
    struct left l = {.m = m};
    mailbox_close(&m->mailbox, on_left, &l);
    envelopes_free(l.list, l.n, l.bytes);
    if (l.messages) add_rlx(&m->rt->unread, l.messages);
}

/* ---- reasons of those that have gone ---- */

static bool needs_grave(Value reason)
{
    return is_ptr(reason) && (to_obj(reason)->gc & (GC_SHARED | GC_FROZEN)) != GC_SHARED;
}

static void bury(Maatine *m)
{
    if (!needs_grave(m->exit_reason)) return;
    struct tuple t;
    t.v[0] = m->exit_reason;
    struct life *l = m->rt->life;
    Envelope *e = tuple_envelope(m, &t, 1, ENV_NOTICE);
    lock_take(&l->dead_lock);
    struct grave *g = &l->graves[l->next_grave++ % GRAVES];
    Envelope *old = g->reason;
    *g = (struct grave){m->id, e};
    lock_drop(&l->dead_lock);
    if (old) envelope_free(old);
}

/* A copy of what lies in the grave of `id`; false: there is none. */
static bool dig(struct life *l, uint64_t id, Parcel *out)
{
    bool found = false;
    lock_take(&l->dead_lock);
    for (uint32_t i = 0; i < GRAVES && !found; i++) {
        struct copy_why why;
        const struct grave *g = &l->graves[i];
        found = g->id == id && g->reason &&
                parcel_copy(out, envelope_value(g->reason), &why) == COPY_OK;
    }
    lock_drop(&l->dead_lock);
    return found;
}

enum native_result end_remembered(Maatine *m, uint64_t id, Value *out)
{
    Parcel p;
    Value v = table_reason(m->rt->table, id);
    if (is_absent(v) && dig(m->rt->life, id, &p)) {
        v = parcel_adopt(&m->heap, &p);
        v = is_array(v) ? array_get(v, 0) : V_NIL;
    }
    *out = is_absent(v) ? text_value(m->rt, NOPROC) : v;
    return N_OK;
}

/* ---- all of it ---- */

/* The library closes what belonged to it. Whoever makes the first socket sets the function, while others run. */
static void tell_owner_ended(Maatine *m)
{
    void (*f)(struct runtime *, uint64_t) = load_rlx(&m->rt->owner_ended);
    if (f) f(m->rt, m->id);
}

static void free_parts(Maatine *m)
{
    recv_free(m);
    if (extra_seen(m)->work) work_unref(m->extra->work);
    tasks_end(m);
    ties_free(m->ties);
    m->ties = NULL;
    heap_fini_seen(&m->heap);
    exec_free_stack(m);
    m->stack = NULL;
}

void maatine_end(Maatine *m, Scheduler *s)
{
    if (m->wait_kind != WAIT_NONE) wait_abort(m);
    if (!(m->flags & MAF_LAST_COPY)) long_copy_forget(m);
    bool crash = crashed(m);
    m->exit_reason = end_reason(m);
    if (MAAT_UNLIKELY(m->extra != NULL)) cells_end(m);
    if (MAAT_UNLIKELY(m->flags & MAF_BLOCKING)) blocking_end(m);
    m->ended = 1;
    m->flags |= MAF_ENDING; /* further exits change nothing */
    signals_drain(m);
    bool failed = !text_is(m->exit_reason, "normal");
    if (crash && !(m->flags & MAF_QUIET))
        crash_report(m, m->exit_reason);
    else if (failed && (m->flags & MAF_MAIN))
        main_report(m, m->exit_reason);
    if (observe_wants(m->rt, WANT_ENDS)) observe_end(m, m->exit_reason);
    if (MAAT_UNLIKELY(failed) &&
        (crash || m->unwinding == PENDING_EXIT || m->unwinding == PENDING_KILL))
        observe_crash(m, m->exit_reason);
    tasks_end(m);
    registry_end(m->rt->registry, &m->name);
    if (extra_seen(m)->work) work_finish(m);
    long_copy_forget(m);
    bury(m);
    table_remove(m->rt->table, table_who(s), m, m->exit_reason);
    tell_owner_ended(m); /* closes its sockets */
    notify_all(m);
    program_ends(m, s);
    close_mailbox(m);
    fence_sc_after_rmw(); /* PR-2: between program_ends and program_ended */
    wake_senders(m->rt, &m->mailbox);
    free_parts(m);
    tell_owner_ended(m);
    program_ended(m, s, failed);
    sched_running_ends(s); /* whoever watches the scheduler does not find m any more */
    record_retire(m, s);
}

static void discard_left(void *ctx, Envelope *e)
{
    (void)ctx;
    if (e->kind == SIG_INFO) info_drop(e);
    if (e->kind == SIG_OBSERVE) ask_drop(e);
    envelope_free(e);
}

void maatine_discard(Maatine *m)
{
    if (m->waiter) m->waiter->deadline = 0; /* the timing wheel has gone */
    if (m->wait_kind != WAIT_NONE) wait_abort(m);
    long_copy_forget(m);
    cells_end(m);
    registry_end(m->rt->registry, &m->name);
    table_remove(m->rt->table, TABLE_OUTSIDE, m, V_ABSENT);
    mailbox_close(&m->mailbox, discard_left, m);
    free_parts(m);
    record_retire(m, NULL);
}
