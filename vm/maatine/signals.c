/* What envelopes mean to the owner of the mailbox, and what it sends to tie itself to others.
 *
 * Signals are acted on in the order in which they arrive. Those that become messages (DOWN, EXIT to one that traps) join the list
 * at their place, so they keep it among the messages of their sender; those that end or wake the owner set m->pending or its
 * waiter, and the interpreter stops at its next safe point. No signal is sent that the receiver must answer before the sender
 * goes on: so there is no order of locks, and no cycle.
 */
#include "base/mem.h"
#include "heap/array.h"
#include "vm/maatine/info.h"
#include "vm/maatine/life.h"
#include "vm/maatine/work.h"
#include "vm/observe/ask.h"

Ties *ties_of(Maatine *m)
{
    if (!m->ties) m->ties = ties_new();
    return m->ties;
}

Value text_intern(const struct runtime *rt, const char *s)
{
    return from_str(intern_cstr(rt->interns, s));
}

/* ---- pushing ---- */

/* Whether what its receiver waits for may be given up because of it. */
static bool may_end_wait(uint8_t kind)
{
    switch (kind) {
    case SIG_EXIT:
    case SIG_KILL:
    case SIG_LINK_EXIT:
    case SIG_CANCEL:
    case SIG_TASK_FAILED:
    case SIG_OVERFLOW: return true;
    default: return false;
    }
}

bool ma_push(Maatine *p, Envelope *e)
{
    bool ending = may_end_wait(e->kind);
    if (ending) add_rlx(&p->ending, 1); /* CS-4 */
    switch (mailbox_push(&p->mailbox, e)) {
    case MAILBOX_WAKE:
        if (p->rt->pool) sched_ready_from(p->rt->pool, &p->run);
        return true;
    case MAILBOX_PUSHED: return true;
    default:
        if (ending) sub_rlx(&p->ending, 1);
        return false;
    }
}

void ma_push_or_drop(Maatine *p, Envelope *e)
{
    if (!ma_push(p, e)) envelope_free(e);
}

void ma_look(Maatine *p)
{
    if (mailbox_wake(&p->mailbox) == MAILBOX_WAKE && p->rt->pool)
        sched_ready_from(p->rt->pool, &p->run);
}

static Envelope *signal_new(const Maatine *m, uint8_t kind, uint64_t ref)
{
    Envelope *e = envelope_new(kind, parcel_of(V_NIL));
    e->sender = m->id;
    e->ref = ref;
    return e;
}

static void send_signal(const Maatine *m, uint64_t to, uint8_t kind, uint64_t ref, uint32_t arg)
{
    Maatine *p = ma_find(m, to);
    if (!p) return;
    Envelope *e = signal_new(m, kind, ref);
    e->arg = arg;
    ma_push_or_drop(p, e);
}

/* ---- tuples ---- */

Value tuple_init(struct tuple *t, uint32_t n)
{
    MAAT_ASSERT(n <= sizeof t->v / sizeof t->v[0]);
    t->slots = (Obj){.type = T_SLOTS, .words = n + 1};
    t->a = (Array){
        .h = {.type = T_ARRAY, .words = WORDS_OF(Array)}, .len = n, .slots = (Slots *)&t->slots};
    return from_obj(&t->a);
}

/* What stands for a reason that cannot be copied: an Error's message, if that can. */
static Value poor_reason(const Maatine *m, Value v, enum copy_result r)
{
    if (r == COPY_NOMEM) return text_value(m->rt, NO_MEMORY);
    if (is_inst(v) && (((Inst *)to_obj(v))->cls->flags & CLASS_ERROR)) {
        Value text = ((Inst *)to_obj(v))->f[ERRF_MESSAGE];
        if (is_str(text)) return text;
    }
    return text_value(m->rt, UNSENDABLE);
}

/* After a copy of `what` has failed with r: what to try instead of *last. A box becomes a shared cell; anything else is replaced.
 * False: there is nothing better. */
static bool repair(Maatine *m, enum copy_result r, const struct copy_why *why, Value *last)
{
    if (r == COPY_BOX) {
        m->result = *last;
        m->tail_fn = from_obj(why->what);
        bool ok = box_share(m, &m->tail_fn) == N_OK;
        *last = m->result;
        if (ok) return true;
    }
    if (!is_ptr(*last)) return false;
    Value poor = poor_reason(m, *last, r);
    *last = *last == poor ? V_NIL : poor;
    return true;
}

/* These must not give up a slice in the middle. */
static uint32_t at_once(Maatine *m)
{
    uint32_t was = m->flags & MAF_AT_ONCE;
    m->flags |= MAF_AT_ONCE;
    return was;
}

static void not_at_once(Maatine *m, uint32_t was)
{
    m->flags = (m->flags & ~(uint32_t)MAF_AT_ONCE) | was;
}

Envelope *tuple_envelope(Maatine *m, struct tuple *t, uint32_t n, uint8_t kind)
{
    Envelope *e;
    uint32_t was_at_once = at_once(m);
    enum copy_result r;
    struct copy_why why = {0};
    enum mem_overdraft was = mem_set_overdraft(MEM_NEWS);
    while ((r = envelope_copy(&e, kind, tuple_init(t, n), &why)) != COPY_OK)
        if (!repair(m, r, &why, &t->v[n - 1])) {
            e = envelope_new(kind, parcel_of(V_NIL));
            break;
        }
    (void)mem_set_overdraft(was);
    not_at_once(m, was_at_once);
    return e;
}

Envelope *value_envelope(Maatine *m, Value v, uint8_t kind)
{
    Envelope *e;
    enum copy_result r;
    struct copy_why why = {0};
    uint32_t was_at_once = at_once(m);
    enum mem_overdraft was = mem_set_overdraft(MEM_NEWS);
    while ((r = envelope_copy(&e, kind, v, &why)) != COPY_OK)
        if (!repair(m, r, &why, &v)) {
            e = envelope_new(kind, parcel_of(V_NIL));
            break;
        }
    (void)mem_set_overdraft(was);
    not_at_once(m, was_at_once);
    return e;
}

Envelope *down_envelope(Maatine *m, enum watch_kind k, uint64_t ref, uint64_t who, Value reason)
{
    Envelope *e;
    if (k == WATCH_CALL || k == WATCH_JOIN) {
        e = value_envelope(m, reason, SIG_DOWN);
    } else {
        struct tuple t;
        t.v[0] = text_value(m->rt, DOWN);
        t.v[1] = from_ref(ref);
        t.v[2] = from_ma(who);
        t.v[3] = reason;
        e = envelope_of_plain(NULL, SIG_DOWN, t.v, 4);
        if (!e) e = tuple_envelope(m, &t, 4, SIG_DOWN);
    }
    e->sender = who;
    e->ref = ref;
    return e;
}

/* ---- exits ---- */

void signal_pending(Maatine *m, enum pending_kind k)
{
    if (m->pending < k) m->pending = (uint8_t)k;
    m->reds = 0;
}

bool pending_acts(const Maatine *m)
{
    switch (m->pending) {
    case PENDING_KILL: return true;
    case PENDING_EXIT: return !(m->flags & MAF_ENDING);
    case PENDING_LATE:
    case PENDING_CANCEL: return !(m->flags & MAF_ENDING);
    default: return false;
    }
}

static void exit_pending(Maatine *m, Value reason)
{
    if (m->pending >= PENDING_EXIT || (m->flags & MAF_ENDING)) return;
    m->exit_reason = reason;
    signal_pending(m, PENDING_EXIT);
}

/* Whether an exit signal with the reason 'normal' ends m. */
static bool normal_ends(const Maatine *m, uint64_t from, bool by_link)
{
    if (by_link) return (m->flags & MAF_OWNED) && from == m->parent;
    return from == m->id;
}

static void exit_message(Maatine *m, Envelope *e)
{
    e->kind = ENV_NOTICE;
    mailbox_append(&m->mailbox, e);
}

void exit_arrives(Maatine *m, uint64_t from, Value reason, bool by_link)
{
    if (!text_is(reason, "normal") || normal_ends(m, from, by_link)) exit_pending(m, reason);
}

static void on_exit_signal(Maatine *m, Envelope *e, bool by_link)
{
    if (m->flags & MAF_TRAP) {
        exit_message(m, e);
        return;
    }
    uint64_t from = e->sender;
    Value v = envelope_adopt(&m->heap, e);
    exit_arrives(m, from, is_array(v) ? array_get(v, 2) : v, by_link);
}

/* ---- links ---- */

static void on_link(Maatine *m, const Envelope *e)
{
    tie_add(&ties_of(m)->links, e->sender)->b = e->ref;
}

static void on_unlink(Maatine *m, const Envelope *e)
{
    Tie *t = m->ties ? tie_find(&m->ties->links, e->sender) : NULL;
    if (!t) return;
    if (t->b == e->ref) t->b = 0;
    if (t->a == (uint64_t)to_int(e->parcel.root)) t->a = 0;
    if (!t->a && !t->b) tie_remove(&m->ties->links, e->sender);
}

/* The other end of a link has ended; a link that was taken away meanwhile is not there to bring the news. */
static void on_link_exit(Maatine *m, Envelope *e)
{
    if (m->ties && tie_remove(&m->ties->links, e->sender))
        on_exit_signal(m, e, true);
    else
        envelope_free(e);
}

/* An exit signal to oneself without a way through the mailbox of another. */
static void exit_self(Maatine *m, uint64_t from, const char *reason)
{
    if (!(m->flags & MAF_TRAP)) {
        exit_arrives(m, from, text_intern(m->rt, reason), true);
        return;
    }
    struct tuple t;
    t.v[0] = text_value(m->rt, EXIT);
    t.v[1] = from_ma(from);
    t.v[2] = text_intern(m->rt, reason);
    Envelope *e = tuple_envelope(m, &t, 3, ENV_NOTICE);
    e->sender = from;
    mailbox_append(&m->mailbox, e);
}

void ma_link(Maatine *m, Maatine *p, uint64_t id)
{
    if (m == p) return;
    if (!p) {
        exit_self(m, id, "noproc");
        return;
    }
    Tie *t = tie_add(&ties_of(m)->links, id);
    if (t->a) return;
    uint64_t number = t->a = ref_new(m);
    Envelope *e = signal_new(m, SIG_LINK, number);
    if (ma_push(p, e)) return;
    envelope_free(e);
    tie_remove(&m->ties->links, id);
    exit_self(m, id, "noproc");
}

void ma_unlink(Maatine *m, Maatine *p, uint64_t id)
{
    Tie *t = m->ties ? tie_find(&m->ties->links, id) : NULL;
    if (!t) return;
    uint64_t mine = t->a, theirs = t->b;
    tie_remove(&m->ties->links, id);
    if (!p) return;
    Envelope *e = signal_new(m, SIG_UNLINK, mine);
    e->parcel.root = from_int((int64_t)theirs);
    ma_push_or_drop(p, e);
}

/* ---- monitors ---- */

static void on_down(Maatine *m, Envelope *e)
{
    Tie *t = m->ties ? tie_find(&m->ties->watching, e->ref) : NULL;
    if (!t) { /* nobody asks any more */
        envelope_free(e);
        return;
    }
    enum watch_kind k = (enum watch_kind)t->b;
    tie_remove(&m->ties->watching, e->ref);
    if (k == WATCH_MONITOR || k == WATCH_URGENT) {
        e->kind = ENV_NOTICE;
        if (k == WATCH_URGENT) e->flags |= ENV_URGENT;
        mailbox_append(&m->mailbox, e);
        return;
    }
    struct waiter *w = waiter_of(m);
    if (w->ref == e->ref && !w->down)
        w->down = e;
    else
        envelope_free(e);
}

uint64_t ma_watch(Maatine *m, Maatine *p, uint64_t id, enum watch_kind k)
{
    uint64_t ref = ref_new(m);
    Tie *t = tie_add(&ties_of(m)->watching, ref);
    t->a = id;
    t->b = k;
    if (k == WATCH_JOIN)
        waiter_of(m)->ref = ref;
    else
        mailbox_mark(&m->mailbox, from_ref(ref));
    Envelope *e = p ? signal_new(m, SIG_MONITOR, ref) : NULL;
    if (e) e->arg = k;
    if (e && ma_push(p, e)) return ref;
    if (e) envelope_free(e);
    signals_drain(m); /* what it sent before it ended comes first */
    on_down(m, down_envelope(m, k, ref, id, text_value(m->rt, NOPROC)));
    return ref;
}

bool ma_unwatch(Maatine *m, uint64_t ref)
{
    Tie *t = m->ties ? tie_find(&m->ties->watching, ref) : NULL;
    if (!t) return false;
    uint64_t who = t->a;
    tie_remove(&m->ties->watching, ref);
    send_signal(m, who, SIG_DEMONITOR, ref, 0);
    return true;
}

static void on_monitor(Maatine *m, const Envelope *e)
{
    Tie *t = tie_add(&ties_of(m)->watched, e->ref);
    t->a = e->sender;
    t->b = e->arg;
}

/* ---- all of them ---- */

static void on_suspend(Maatine *m, bool on)
{
    if (on)
        m->flags |= MAF_SUSPENDED;
    else
        m->flags &= ~(uint32_t)MAF_SUSPENDED;
    m->reds = 0;
}

/* A task that has not begun never does. */
static void on_cancel(Maatine *m, const Envelope *e)
{
    if (e->arg == CANCEL_ONCE) {
        signal_pending(m, PENDING_CANCEL);
        return;
    }
    if (e->arg == CANCEL_OVER) {
        task_grace_over(m);
        return;
    }
    if (e->ref) {
        if (tasks_time_over(m, e->ref)) m->flags |= MAF_TIME_DUE; /* maatine_run looks next */
        return;
    }
    if (is_int(e->parcel.root)) task_grace(m, (uint64_t)to_int(e->parcel.root));
    if (m->flags & MAF_CANCELLED) return;
    m->flags |= MAF_CANCELLED;
    if (m->flags & MAF_STARTED) {
        m->flags |= MAF_CANCEL_DUE;
        m->reds = 0;
    } else {
        signal_pending(m, PENDING_KILL);
    }
}

/* Kinds that do not keep their envelope. */
static void act(Maatine *m, Envelope *e)
{
    switch (e->kind) {
    case SIG_LINK: on_link(m, e); break;
    case SIG_UNLINK: on_unlink(m, e); break;
    case SIG_KILL: signal_pending(m, PENDING_KILL); break;
    case SIG_MONITOR: on_monitor(m, e); break;
    case SIG_DEMONITOR:
        if (m->ties) tie_remove(&m->ties->watched, e->ref);
        break;
    case SIG_CANCEL: on_cancel(m, e); break;
    case SIG_TASK_FAILED: tasks_cancel(m, e->ref); break;
    case SIG_OVERFLOW: exit_pending(m, text_value(m->rt, OVERFLOW)); break;
    case SIG_SUSPEND:
    case SIG_RESUME: on_suspend(m, e->kind == SIG_SUSPEND); break;
    case SIG_INSPECT: info_answer(m, e); break;
    case SIG_OBSERVE: ask_answer(m, e); break;
    default: MAAT_CHECK(false, "signal %u", e->kind);
    }
    envelope_free(e);
}

static void on_signal(void *ctx, Envelope *e)
{
    Maatine *m = ctx;
    if (may_end_wait(e->kind)) ending_seen(m);
    switch (e->kind) {
    case ENV_REPLY:
        if (m->waiter)
            (void)reply_offer(&m->waiter->slot, e);
        else
            envelope_free(e);
        return;
    case SIG_EXIT: on_exit_signal(m, e, false); return;
    case SIG_LINK_EXIT: on_link_exit(m, e); return;
    case SIG_DOWN: on_down(m, e); return;
    case SIG_INFO: info_arrives(m, e); return;
    default: act(m, e);
    }
}

void signals_drain_slow(Maatine *m)
{
    size_t n = mailbox_drain(&m->mailbox, on_signal, m);
    if (n && m->mailbox.bound && !m->recv.nested) {
        uint32_t dropped = mailbox_trim(&m->mailbox, recv_scanning(m));
        (void)dropped;
    }
}
