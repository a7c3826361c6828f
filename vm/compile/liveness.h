/* Which registers of a function may be read before they are written: for passes over finished bytecode, and for collections (vm/exec/dead.c). */
#ifndef MAAT_VM_LIVENESS_H
#define MAAT_VM_LIVENESS_H

#include "vm/compile/insn_effects.h"

struct liveness {
    const Proto *p;
    uint32_t nwords; /* of a set of registers */
    uint64_t
        *live; /* sets: before the instruction at each pc; the last one is room for the caller */
};

static inline uint32_t liveness_words(const Proto *p) { return ((uint32_t)p->nregs + 63) / 64; }
static inline uint64_t *liveness_at(const struct liveness *l, uint32_t pc)
{
    return l->live + (size_t)pc * l->nwords;
}
static inline bool is_live(const uint64_t *set, uint32_t r) { return set[r / 64] >> (r % 64) & 1; }

/* Only p's code, its handlers and the captures of its inner functions are looked at. */
void liveness_find(struct liveness *l, const Proto *p);
void liveness_free(struct liveness *l);
/* Behind the instruction at pc, wherever it leads: errors and endings, too. */
void liveness_behind(const struct liveness *l, uint32_t pc, const struct effects *e, uint64_t *to);
/* Adds what an error or an ending inside of the instruction at pc may come to read. */
void liveness_handlers(const struct liveness *l, uint32_t pc, uint64_t *to);

#endif
