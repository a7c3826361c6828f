/* What ties a maatine to others: links, monitors in both directions, tasks of its scopes. Owned by it alone (MA-1).
 *
 * A tie set is a table from 64-bit keys to two words that keeps the order of insertion: dense entries, removed ones with key 0,
 * and from the ninth on a hash index over them. Notices at the end of a maatine go out in this order.
 *
 * Links. Each side has an entry under the other's id. A link request carries a number of the requester; an entry knows the
 * number of its own request (a) and that of the other's (b), 0 for none, and exists while one of them is not 0. An unlink
 * names both numbers that it has seen; the receiver takes away just these. So requests that cross on their way leave both
 * sides with the same view, and a link made anew is not torn by an old unlink.
 */
#ifndef MAAT_VM_TIES_H
#define MAAT_VM_TIES_H

#include "base/check.h"

typedef struct tie {
    uint64_t key; /* 0: removed */
    uint64_t a, b;
} Tie;

typedef struct tie_set {
    Tie *at;         /* [owner] entries [0, used) */
    uint32_t *index; /* [owner] entry number + 1 or 0; NULL up to TIES_LINEAR entries */
    uint32_t count, used, cap, mask;
} TieSet;

#define TIES_LINEAR 8
#define TIES_INLINE                                                                                \
    2 /* a set of this capacity lies in struct ties itself; allocated ones are larger */

/* The entry with this key, or NULL. Valid until the next add. */
Tie *tie_find(const TieSet *s, uint64_t key);
/* The entry with this key, made with a = b = 0 if it was not there. */
Tie *tie_add(TieSet *s, uint64_t key);
/* The same for a key that is certainly not there. */
Tie *tie_add_new(TieSet *s, uint64_t key);
bool tie_remove(TieSet *s, uint64_t key);
void tie_clear(TieSet *s);

enum watch_kind {
    WATCH_MONITOR = 0, /* becomes a message ['DOWN', ...] */
    WATCH_URGENT,      /* likewise, ahead of the others */
    WATCH_CALL,        /* wakes a call */
    WATCH_JOIN         /* wakes a join */
};

typedef struct ties {
    TieSet links;    /* key: the other's id */
    TieSet watching; /* monitors that we hold: key ref, a the other's id, b enum watch_kind */
    TieSet
        watched; /* monitors held on us, calls that we have to answer: key ref, a who, b enum watch_kind */
    TieSet tasks; /* tasks of scopes we are in: key id, a ref of the scope */
    TieSet
        scopes; /* scopes we are in: key ref, a its struct scope (work.c) or 0, b enum scope_flag (work.h) */
    struct scope *grace;    /* a task that was cancelled: when it is killed (work.c); NULL: never */
    Tie first[TIES_INLINE]; /* of `watched`: most are watched by one, and hold no other tie */
} Ties;

Ties *ties_new(void);
void ties_free(Ties *t);
/* What they hold of memory. */
uint64_t ties_bytes(const Ties *t);

#endif
