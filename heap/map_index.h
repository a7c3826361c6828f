/* The hash index of a Map or Set: hashes and entry numbers, searched with linear probing.
 *
 * A large index is not made anew in one go: the new one (of twice the size; or, where the entries were packed, of the same) keeps a
 * reference to the one before, and each key that comes or goes moves INDEX_STEP slots. Until all have been moved a key that is not found in
 * the new one is looked for in the old one. Packing gives entries new numbers: the new index then has behind its slots, for each 64
 * old ones, which of them lived and how many lived before (struct index_rank), so that a number of the old index is translated in
 * constant time.
 *
 * IX-1  Every used entry is in the index or in an unmoved slot of `old`. `old` has no `old`, is large, and changes no more.
 * IX-2  An index that was copied out of a heap (a message, a frozen graph, a snapshot) has no `old`: it was settled before. One that
 *       left a heap as it is (region_claim) may have one.
 * IX-3  What is moved fits: the new index has room for all used entries. The move ends long before it is full, or, where the new one is
 *       much smaller than the old one, is finished at once by the growth that comes next (index_settle).
 */
#ifndef MAAT_HEAP_MAP_INDEX_H
#define MAAT_HEAP_MAP_INDEX_H

#include "heap/map.h"

#define INDEX_STEP 64
/* Slots from which on an index is replaced by steps; making a smaller one anew takes less than 0.3 ms. */
#if BUILD_STRESS
#define INDEX_STEPPED 512
#else
#define INDEX_STEPPED 16384
#endif

uint32_t index_size(uint64_t cap);
/* Words of an index for cap entries, 0: they need none. `packed`: entries (with gaps) that its predecessor numbers, 0: none. */
size_t index_words(uint64_t cap, uint32_t packed);

static inline void index_put(Index *ix, uint32_t hash, uint32_t e)
{
    uint32_t mask = ix->n - 1, i = hash & mask;
    while (ix->at[i].entry) i = (i + 1) & mask;
    ix->at[i] = (struct index_slot){hash, e + 1};
}
/* The header stands; empty. */
void index_clear(Index *ix, uint32_t n);
/* All entries of m into its index, by their keys. */
void index_fill(Map *m);
/* All entries of `from`, which has no `old`, into `to`. */
void index_refill(Index *to, const Index *from);

static inline bool index_is_stepped(const Index *ix) { return ix && ix->n >= INDEX_STEPPED; }
/* `to`, which is empty, takes the place of m's index, whose entries keep their numbers or, if `to` was made for a packed
 * predecessor, are about to be packed. */
void index_succeed(Map *m, Index *to);
/* A step. */
void index_advance(Index *ix);
/* All steps that are left. */
void index_settle(Map *m);

#endif
