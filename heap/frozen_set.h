/* A set of frozen graphs, one reference held for each: what a heap, a message or another graph refers to. One owner. */
#ifndef MAAT_HEAP_FROZEN_SET_H
#define MAAT_HEAP_FROZEN_SET_H

#include "base/check.h"

struct frozen;

typedef struct frozen_set {
    uintptr_t *at; /* open addressing; 0: free. Lowest bit: reached by the collection under way */
    struct frozen *last;      /* the one noted or lent last: most references come in runs */
    struct frozen *last_mark; /* the same for marks, in the collection under way */
    uint32_t count, cap;      /* cap: a power of two or 0 */
    uint32_t spare;           /* references to `last` that are held besides that of its entry */
} FrozenSet;

/* A reference to f, which is in the set, for a message; frozen_set_give brings it back elsewhere. Both work on the spare ones as long as
 * it is the same graph: so that it is sent again and again costs no atomic operation on the way. */
void frozen_set_lend(FrozenSet *s, struct frozen *f);

/* Makes sure that f is in the set; takes a reference if it is new. */
void frozen_set_note(FrozenSet *s, struct frozen *f);
/* Notes all of `from`, which stays as it is. This and the next two return the bytes that have come into the set: of each new
 * graph what one reference answers for. */
uint64_t frozen_set_note_all(FrozenSet *s, const FrozenSet *from);
/* Takes over the caller's reference, perhaps as a spare one. */
uint64_t frozen_set_give(FrozenSet *s, struct frozen *f);
/* Moves all of `from` into s; `from` is empty afterwards. */
uint64_t frozen_set_merge(FrozenSet *s, FrozenSet *from);
/* The set's share of all its graphs, as they are shared now. */
uint64_t frozen_set_bytes(const FrozenSet *s);
/* Counts anew what its graphs hold of buffers (frozen_count_buffers), while `most` lasts: beginning somewhere else for each `turn`. */
void frozen_set_count_buffers(const FrozenSet *s, uint32_t turn, uint32_t most);
/* Marks f, which is in the set. */
void frozen_set_mark(FrozenSet *s, struct frozen *f);
/* Drops what is not marked, and the marks. */
void frozen_set_sweep(FrozenSet *s);
/* Takes one out, with its reference; NULL: empty (and its memory is freed). */
struct frozen *frozen_set_take(FrozenSet *s);
/* Drops all. */
void frozen_set_fini(FrozenSet *s);

#endif
