/* A batch: messages of one sender to one receiver in one envelope, each an Array of a few values that travel as they are.
 *
 *   | envelope: ENV_BATCH, records left, words of each | at | record | record | ...
 *
 * A message that crosses from core to core costs the way of each line that it lies in, and of the word that heads the mailbox. In a batch a
 * message is a record of its values alone, and records are read one behind the other, fetched ahead. So a batch is worth it where sender and
 * receiver run on different cores, and the receiver has more than it can do. Who fills one: vm/maatine/outbox.h.
 *
 * In the receiver's list a batch stands for all its records, which are counted as messages (BA-1). One that is looked at stays a record as long
 * as it is only taken (recv.c); for everything else it is settled: it becomes an envelope in front of the batch (mailbox_settle).
 *
 * BA-1  A batch in a mailbox has at least one record: e.arg of them, at `at`. In a bounded mailbox there is none.
 * BA-2  Its records are as they were pushed: only the owner goes on to the next one.
 *
 * Threads: as an envelope, one owner at a time.
 */
#ifndef MAAT_MAILBOX_BATCH_H
#define MAAT_MAILBOX_BATCH_H

#include "mailbox/envelope.h"
#include "mailbox/flat.h"

#define BATCH_BYTES BLOCK_LARGE
#define BATCH_WIDTH 8   /* values of a record, at most */
#define BATCH_AHEAD 512 /* bytes that are fetched ahead */

typedef struct batch {
    Envelope e; /* arg: records left; ref: values of each; sender, sent_ns: of all */
    Value *at;  /* the next record */
    Value v[];
} Batch;
#define BATCH_VALUES ((BATCH_BYTES - sizeof(Batch)) / sizeof(Value))

static inline Batch *batch_of(const Envelope *e)
{
    MAAT_ASSERT(e->kind == ENV_BATCH);
    return (Batch *)(uintptr_t)e;
}
/* Without records. NULL: no memory. */
Batch *batch_try_new(void);
/* With the records that are left in it. */
void batch_free(MAAT_OWNED Batch *b);
/* The next record as an envelope of its own. */
Envelope *batch_take(Batch *b);

/* The messages of a list one by one, records as if they were envelopes; nothing is changed. [owner, or whoever stands for it] */
typedef struct batch_view {
    const Envelope *next;
    uint32_t seen; /* records of it */
    Envelope e;
    Value words[FLAT_ARRAY_WORDS + BATCH_WIDTH];
} BatchView;
static inline BatchView batch_view(const Envelope *first) { return (BatchView){.next = first}; }
/* Valid until the next call; NULL: there is none. */
const Envelope *batch_view_next(BatchView *view);

#endif
