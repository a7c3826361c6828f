/* What deep walks share: a work list outside the C stack, and a set of pairs of objects that grows only in deep or cyclic
 * structures. */
#ifndef MAAT_HEAP_WALK_H
#define MAAT_HEAP_WALK_H

#include "heap/object.h"

/* One pair being compared, or one object being printed (b NULL); `i`: the next element or entry. */
struct walk_frame {
    const Obj *a, *b;
    uint32_t i;
    uint32_t state; /* the walk's own */
};
struct walk_pair {
    const Obj *a, *b; /* a NULL: free */
};
#define WALK_SMALL 24

typedef struct walk {
    struct walk_frame *at; /* small or allocated */
    size_t n, cap;
    struct walk_pair *pairs; /* open addressing; NULL until needed */
    size_t npairs, pairs_cap;
    struct walk_frame small[WALK_SMALL];
} Walk;

void walk_init(Walk *w);
void walk_fini(Walk *w);
/* False: no memory. */
MAAT_MUST_CHECK bool walk_push(Walk *w, const Obj *a, const Obj *b);
static inline struct walk_frame *walk_top(Walk *w) { return &w->at[w->n - 1]; }
static inline void walk_pop(Walk *w) { w->n--; }

bool walk_has_pair(const Walk *w, const Obj *a, const Obj *b);
/* Not in the set yet. False: no memory. */
MAAT_MUST_CHECK bool walk_add_pair(Walk *w, const Obj *a, const Obj *b);
/* In the set. */
void walk_del_pair(Walk *w, const Obj *a, const Obj *b);

#endif
