/* The parts of a mailbox that its two files share. */
#ifndef MAAT_MAILBOX_MAILBOX_INT_H
#define MAAT_MAILBOX_MAILBOX_INT_H

#include "base/atomic.h"
#include "base/lock.h"
#include "mailbox/mailbox.h"

/* Values of head (without its count) below this are states. */
enum mailbox_state { HEAD_EMPTY, HEAD_PARKED, HEAD_WOKEN, HEAD_CLOSED, HEAD_FIRST_POINTER };

static inline uintptr_t head_of(uintptr_t word) { return word & MAILBOX_HEAD; }
static inline uintptr_t count_of(uintptr_t word) { return word & ~MAILBOX_HEAD; }
#define HEAD_COUNT_ONE  ((uintptr_t)1 << MAILBOX_COUNT_SHIFT)
#define HEAD_COUNT_MOST (UINTPTR_MAX >> MAILBOX_COUNT_SHIFT)
/* The count of word and `more` (a count, too), as far as the field goes. */
static inline uintptr_t count_more(uintptr_t word, uintptr_t more)
{
    uintptr_t had = count_of(word), most = ~MAILBOX_HEAD;
    return had > most - more ? most : had + more;
}
/* Of a short list senders need know nothing. */
static inline uintptr_t count_of_list(uintptr_t len)
{
    if (MAAT_LIKELY(len < MAILBOX_LOOK)) return 0;
    return (len < HEAD_COUNT_MOST ? len : HEAD_COUNT_MOST) << MAILBOX_COUNT_SHIFT;
}

struct mailbox_bound {
    uint32_t limit;    /* [owner writes; any, relaxed]; 0: none */
    uint8_t policy;    /* [owner writes; any, relaxed] */
    bool closed;       /* [guarded: WAITERS] */
    int64_t used;      /* [any, atomic sc: with nwaiters] reservations */
    uint32_t nwaiters; /* [guarded: WAITERS; read by any, sc: with used] */
    uint32_t cap;      /* [guarded: WAITERS] */
    uint64_t drops;    /* [any, relaxed atomic] messages dropped because of the bound */
    uint64_t *waiters; /* [guarded: WAITERS] ids, the longest waiting first */
    Lock lock;
};

/* What need not be looked at: by receives that have refused it for good (mailbox_refuse), or because it is older than what a receive
 * waits for (mailbox_mark). [owner] */
struct mailbox_refused {
    struct {
        const void *site; /* NULL: free */
        Envelope *upto;
    } at[MAILBOX_REFUSED_SITES];
    struct {
        Value made; /* V_ABSENT: free */
        Envelope *upto;
    } marks[MAILBOX_MARKS];
    uint32_t next, next_mark; /* to be written over next */
};

/* The message leaves the mailbox: gives back its reservation. True: someone waits for it. */
bool bound_leave(Mailbox *mb, Envelope *e);
/* A message arrives in the list: counts it if its sender did not. */
void bound_arrive(Mailbox *mb, Envelope *e);
void bound_close(Mailbox *mb);
void bound_free(Mailbox *mb);

#endif
