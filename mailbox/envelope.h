/* An envelope: what lies in a mailbox. A message with its sender, or a signal that the mailbox's owner acts on.
 *
 * One allocation holds the envelope and, behind it, the graph of its value; adopting the value hands the whole allocation to the
 * receiver's young generation. A pinned envelope stays in its mailbox though its value has been adopted already
 * (a guard of a selective receive looked at it): then whoever lets go last, heap or mailbox, frees the allocation
 * (FRAGMENT_HELD).
 *
 * Threads: one owner at a time: the sender until it is pushed, then the mailbox's owner.
 */
#ifndef MAAT_MAILBOX_ENVELOPE_H
#define MAAT_MAILBOX_ENVELOPE_H

#include "base/mem.h"
#include "heap/block.h"
#include "mailbox/parcel.h"

/* mailbox/ tells these apart; what a signal means is decided by whoever drains. */
enum envelope_kind {
    ENV_MESSAGE = 0, /* of a user: counts towards the bound */
    ENV_NOTICE,      /* a message of the runtime (DOWN, EXIT): never dropped, never counted */
    ENV_BATCH = 2,   /* messages (mailbox/batch.h) */
    ENV_SIGNAL = 16, /* from here on: given to the drain callback, in order */
    ENV_REPLY = 16,  /* the answer to a call (mailbox/reply.h) */
    ENV_OTHER = 17   /* from here on: kinds of the vm */
};

enum envelope_flag {
    ENV_URGENT = 1,
    ENV_COUNTED = 2, /* it has a reservation in a bounded mailbox */
    ENV_PINNED = 4   /* its value is the heap's already: a root */
};

typedef struct envelope {
    struct envelope *next; /* in the queue; in the owner's list */
    struct envelope *prev; /* in the owner's list */
    Parcel parcel;
    uint64_t sender; /* id of a maatine, 0: none */
    uint64_t ref;    /* by kind: of a call, a monitor, a timer */
    uint64_t sent_ns;
    uint32_t arg;  /* by kind */
    uint8_t kind;  /* enum envelope_kind, or one of the vm */
    uint8_t flags; /* enum envelope_flag */
} Envelope;

/* With a copy of v; see parcel_copy for the results. */
enum copy_result envelope_copy(Envelope **out, uint8_t kind, Value v, struct copy_why *why);
/* Out of h, with an Array of v[0..n), which all travel as they are (flat.h), but, with h, for one frozen graph. NULL: they do not, they are none
 * or too many, no memory. */
Envelope *envelope_of_plain(Heap *h, uint8_t kind, const Value *v, uint32_t n);
/* The same for n values that all do, at most FLAT_MAX; never NULL. */
Envelope *envelope_of_record(const Value *v, uint32_t n);
/* A request: an Array of `word`, which travels as it is, a copy of *from and a copy of v if that is small and plain. NULL: it is not, or no
 * memory. */
Envelope *envelope_of_request(Value word, const From *from, Value v);
/* Out of h, with a copy of v if that is small and plain; NULL: it is not, or no memory. */
Envelope *envelope_of_small(Heap *h, uint8_t kind, Value v);
/* The same as envelope_copy by parcel_pass. */
enum copy_result envelope_pass(Envelope **out, uint8_t kind, Heap *h, Value v, struct pass *how,
                               struct copy_why *why);
/* The same for what a region has made (heap/region.h), v, if it lies in h's newest island, which is claimed under that tag. NULL: it does not, or
 * no memory. */
Envelope *envelope_of_built(Heap *h, uint8_t kind, Value v, uint32_t tag);
/* The same with an Array of v[0..n), of which v[at] is that value and the others travel as they are. NULL: it does not lie there, they are too
 * many, or no memory. */
Envelope *envelope_around_built(Heap *h, uint8_t kind, const Value *v, uint32_t n, uint32_t at,
                                uint32_t tag);
/* Fetches what they touch of the store of blocks. */
void envelope_built_ahead(void);
/* With a parcel that exists, or a plain value (parcel_of). NULL: no memory (the parcel is still the caller's). */
Envelope *envelope_try_new(uint8_t kind, MAAT_OWNED Parcel p);
/* For signals that must not fail. */
Envelope *envelope_new(uint8_t kind, MAAT_OWNED Parcel p);

/* The value, adopted by h; the envelope is gone. It stands in no list. The result is raw. */
Value envelope_adopt(Heap *h, MAAT_OWNED Envelope *e);
/* Adopts the value but keeps the envelope. From now on e->parcel.root is a root (in a mailbox: use mailbox_pin). */
void envelope_pin(Heap *h, Envelope *e);
/* Drops the value and the envelope. */
void envelope_free(MAAT_OWNED Envelope *e);
/* The same for n envelopes linked by `next`, none of them pinned, of so many bytes in all: many are freed in pieces, later (reap.h). */
#define ENVELOPES_MANY 1000
void envelopes_free(MAAT_OWNED Envelope *list, size_t n, uint64_t bytes);

static inline Value envelope_value(const Envelope *e) { return e->parcel.root; }
/* What it holds of memory: exact for a message in one allocation. */
static inline uint64_t envelope_bytes(const Envelope *e)
{
    uint64_t n = sizeof *e + (e->parcel.frag ? sizeof *e->parcel.frag : 0) + e->parcel.bytes;
    return n <= BLOCK_CLASSES * BLOCK_GRAIN ? (n + BLOCK_GRAIN - 1) & ~(uint64_t)(BLOCK_GRAIN - 1)
                                            : mem_class(n);
}

#endif
