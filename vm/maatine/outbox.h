/* What a maatine writes to one receiver on another core, kept together for a moment (mailbox/batch.h).
 *
 * A send of an Array written where it is sent (NEWMSG) to a receiver that runs elsewhere and has more than OUTBOX_FROM messages waiting is
 * pushed as always; then a batch is opened, and the interpreter goes on with another table of operations (ops/outbox.c). In that one NEWMSG writes a record,
 * a few others that can neither fail, nor wait, nor have an effect outside of the frame, do what they always do, and *every other one pushes the
 * batch first* and goes back to the usual table. So does the end of a run of operations (exec_run; a profile has many in a slice).
 *
 *   OB-1  While a batch is open nothing that its sender does can be observed, nor depend on what others do: it has moved, counted, and jumped. So
 *         that its messages are not there yet cannot be told from a sender that was slower.
 *   OB-2  A batch is pushed in the run of operations in which it was opened, by the thread that opened it; whatever its sender does next comes after it.
 *
 * A receiver that is alone with its senders on one core gets no batches: it takes what lies in its cache.
 *
 * Threads: the outbox is its thread's.
 */
#ifndef MAAT_VM_OUTBOX_H
#define MAAT_VM_OUTBOX_H

#include "mailbox/batch.h"
#include "vm/maatine/maatine.h"

#define OUTBOX_FROM 16u   /* messages that wait at the receiver */
#define OUTBOX_FAR  8192u /* with more, the sender rests */

typedef struct outbox {
    Batch *batch; /* NULL: none is open */
    uint64_t to;  /* id of its receiver */
    Value *end;   /* of the room for records */
} Outbox;
extern __thread Outbox outbox; /* [owner thread] */

/* m sends to p, which runs on another scheduler and has `waiting` messages: opens a batch, or lets m rest. False: it is not worth it. */
bool outbox_open(Maatine *m, const Maatine *p, uint32_t waiting);
/* Pushes the batch that is open. `by_op`: m does something else now. m->pc and m->R are saved. */
void outbox_push(Maatine *m, bool by_op);
/* A record of n values; false: it has no room, or others came before that were longer or shorter. */
static inline bool outbox_room(const Outbox *o, uint32_t n)
{
    const Batch *b = o->batch;
    return MAAT_LIKELY(b->e.ref == n && o->end - b->at >= (ptrdiff_t)n);
}

#endif
