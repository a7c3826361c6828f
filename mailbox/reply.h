/* Reply slots: the answer to a call goes to its caller, past the messages in the mailbox.
 *
 * The caller draws a number (ref), opens its slot for it, and sends the request with it. The answer is an envelope of kind
 * ENV_REPLY with that ref. The caller's drain callback offers each such envelope to the slot: the one that is expected
 * stays there, all others are answers that come too late and are dropped. A backlog of any length costs a call nothing.
 *
 * A call that ends without an answer (time is over, the receiver ended, the caller is cancelled) closes the slot; refs are never
 * used twice, so an old answer cannot be taken for a new one.
 *
 * Threads: the caller only.
 */
#ifndef MAAT_MAILBOX_REPLY_H
#define MAAT_MAILBOX_REPLY_H

#include "mailbox/envelope.h"

typedef struct reply_slot {
    uint64_t ref;     /* the answer that is waited for; 0: none */
    Envelope *answer; /* NULL: it is not there yet */
} ReplySlot;

static inline void reply_open(ReplySlot *s, uint64_t ref)
{
    MAAT_ASSERT(s->ref == 0 && s->answer == NULL && ref != 0);
    s->ref = ref;
}
/* False: it comes too late and was freed. */
bool reply_offer(ReplySlot *s, MAAT_OWNED Envelope *e);
/* The answer, if it is there; the slot is closed then. NULL: not yet. */
MAAT_OWNED Envelope *reply_take(ReplySlot *s);
/* No answer is waited for any more. */
void reply_close(ReplySlot *s);

#endif
