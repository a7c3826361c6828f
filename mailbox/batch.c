#include "mailbox/batch.h"

Batch *batch_try_new(void)
{
    Batch *b = block_try_large();
    if (!b) return NULL;
    /* `bytes` makes envelope_bytes what was allocated. */
    b->e = (Envelope){.kind = ENV_BATCH, .parcel = {.bytes = BATCH_BYTES - sizeof b->e}};
    b->at = b->v;
    return b;
}

void batch_free(Batch *b) { block_free_large(b); }

Envelope *batch_take(Batch *b)
{
    MAAT_ASSERT(b->e.arg > 0);
    Envelope *e = envelope_of_record(b->at, (uint32_t)b->e.ref);
    e->sender = b->e.sender;
    e->sent_ns = b->e.sent_ns;
    b->at += b->e.ref;
    b->e.arg--;
    return e;
}

const Envelope *batch_view_next(BatchView *view)
{
    const Envelope *e = view->next;
    if (!e) return NULL;
    if (e->kind != ENV_BATCH) {
        view->next = e->next;
        return e;
    }
    const Batch *b = batch_of(e);
    uint32_t n = (uint32_t)e->ref;
    view->e = (Envelope){.kind = ENV_MESSAGE, .sender = e->sender, .sent_ns = e->sent_ns};
    view->e.parcel.bytes = n * sizeof(Value);
    view->e.parcel.root = flat_plain_array(view->words, b->at + (size_t)view->seen * n, n, 0);
    if (++view->seen == e->arg) {
        view->seen = 0;
        view->next = e->next;
    }
    return &view->e;
}
