#include "vm/maatine/outbox.h"

#include "base/world.h"
#include "mailbox/flat.h"
#include "vm/maatine/life.h"

#define FEW      8u     /* records that are not worth a batch */
#define FEW_SKIP 64u    /* sends */
#define REST_NS  50000u /* in which the receiver takes REST_OF messages if it is quick */
#define REST_OF  1024u

__thread Outbox outbox;

/* ---- too far ahead ---- */

/* The receiver has taken some. It does not run here, so nothing but time is needed; there is none in a replay, which is one thread. */
static bool wait_for_room(const Maatine *m, const Maatine *p)
{
    if (m->rt->cfg.sched_seed || sched_is_apart(m->sched)) return false;
    uint64_t from = world_mono_ns();
    do {
        for (int i = 0; i < 32; i++) cpu_relax();
        if (mailbox_waiting(&p->mailbox) < OUTBOX_FAR - REST_OF) return true;
    } while (world_mono_ns() - from < REST_NS);
    return false;
}

/* Others here go first. If there are none, a quick receiver has room again in a moment; to one that is slow its senders go, as there is nothing to be
 * gained from a second core. */
static void rest(Maatine *m, const Maatine *p)
{
    bool others = sched_has_more(m->sched);
    if (!others && wait_for_room(m, p)) return;
    if (m->reds > 0) native_charge(m, m->reds);
    sched_yield_late(m->sched, others ? NULL : load_rlx(&p->sched));
}

/* ---- opening, pushing ---- */

bool outbox_open(Maatine *m, const Maatine *p, uint32_t waiting)
{
    MAAT_ASSERT(!outbox.batch);
    if (m->few_records) {
        m->few_records--;
        return false;
    }
    if (waiting >= OUTBOX_FAR) {
        rest(m, p);
        return true;
    }
    Batch *b = batch_try_new();
    if (!b) return false;
    b->e.sender = m->id;
    b->e.sent_ns = sched_now(m->sched);
    outbox.batch = b;
    outbox.to = p->id;
    return true;
}

static void dead_records(Maatine *m, Batch *b)
{
    while (b->e.arg) {
        Envelope *e = batch_take(b);
        dead_letter_of_nobody(m->rt, outbox.to, e);
        envelope_free(e);
    }
    batch_free(b);
}

static enum mailbox_pushed push(Maatine *p, Batch *b)
{
    b->at = b->v;
    return p ? mailbox_push_batch(&p->mailbox, b) : MAILBOX_CLOSED;
}

void outbox_push(Maatine *m, bool by_op)
{
    Batch *b = outbox.batch;
    uint32_t n = b->e.arg;
    outbox.batch = NULL;
    if (by_op && n < FEW) m->few_records = FEW_SKIP;
    if (!n) {
        batch_free(b);
        return;
    }
    m->sends = (uint16_t)(m->sends + n);
    stat_add(&m->bytes_copied, n * (FLAT_ARRAY_WORDS + b->e.ref) * sizeof(Value));
    Maatine *p = ma_find(m, outbox.to);
    enum mailbox_pushed done = push(p, b);
    if (MAAT_UNLIKELY(done == MAILBOX_CLOSED)) {
        dead_records(m, b);
        return;
    }
    if (done == MAILBOX_WAKE) sched_ready(m->sched, &p->run);
    if (mailbox_waiting(&p->mailbox) >= OUTBOX_FAR) rest(m, p);
}
