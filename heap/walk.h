/* What deep walks share: a work list outside the C stack, and a set of pairs of objects that grows only in deep or cyclic
 * structures. A set of many pairs is kept in parts, so that no addition takes long. */
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
#define WALK_PARTS 256

struct walk_set { /* open addressing; at: NULL until needed */
    struct walk_pair *at;
    size_t n, cap;
    uint32_t fill; /* how many 256ths of it may be taken before it grows */
};

typedef struct walk {
    struct walk_frame *at; /* small or allocated */
    size_t n, cap;
    struct walk_set pairs;
    struct walk_set *parts; /* of many pairs: WALK_PARTS, by their hash */
    uint64_t entered;       /* the walk's own */
    struct walk_frame small[WALK_SMALL];
} Walk;

static inline void walk_init(Walk *w)
{
    w->at = w->small;
    w->n = 0;
    w->cap = WALK_SMALL;
    w->pairs = (struct walk_set){NULL, 0, 0, 128};
    w->parts = NULL;
    w->entered = 0;
}
void walk_fini_slow(Walk *w);
static inline void walk_fini(Walk *w)
{
    if (MAAT_UNLIKELY(w->at != w->small || w->pairs.at || w->parts)) walk_fini_slow(w);
}
/* *from goes on as *to. */
void walk_move(Walk *to, MAAT_OWNED Walk *from);
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
