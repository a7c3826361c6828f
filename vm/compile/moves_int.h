/* The analysis of moves.c, for that file and for who tells what it decided (moves_tell.c). */
#ifndef MAAT_VM_MOVES_INT_H
#define MAAT_VM_MOVES_INT_H

#include "vm/compile/liveness.h"
#include "vm/compile/moves.h"

#define ORIGINS_MAX 63

struct moves {
    const Proto *p;
    uint32_t nregs;
    struct liveness live;
    uint64_t *bits;    /* nregs for each pc */
    uint64_t *kept;    /* for each pc */
    uint8_t *seen;     /* for each pc: reached */
    uint32_t *origins; /* pc of each */
    uint32_t norigins;
    uint64_t built;                /* of the origins, those that are BUILT or CLAIM */
    uint64_t claims;               /* of these, those that are CLAIM */
    uint32_t kept_at[ORIGINS_MAX]; /* a line where it is kept */
    bool changed;
};

enum verdict {
    MOVES,        /* the message, or what it has of a received one */
    NOT_RECEIVED, /* nothing of it was received here */
    IS_KEPT,
    IS_USED, /* afterwards */
    NOT_REACHED
};

struct decision {
    enum verdict verdict;
    uint64_t bits;      /* origins that move, or that the verdict is about */
    uint64_t *live;     /* behind the send */
    bool unless_object; /* registers that are read later may hold parts */
};

/* False: too large; there is nothing to be freed then. */
bool moves_analyse(struct moves *v, const Proto *p);
void moves_free(struct moves *v);
/* About the SEND at pc. d->live is v's, until the next call. */
void moves_decide(const struct moves *v, uint32_t pc, struct decision *d);

#endif
