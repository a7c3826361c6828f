#include "heap/map_index.h"

/* Of 64 entries before they were packed. */
struct index_rank {
    uint64_t live;
    uint64_t before; /* those that live in front of them */
};
#define RANK_WORDS (sizeof(struct index_rank) / sizeof(Value))

uint32_t index_size(uint64_t cap)
{
    uint32_t n = 16;
    while (n < cap + cap / 3 + 1) n *= 2;
    return n;
}

size_t index_words(uint64_t cap, uint32_t packed)
{
    if (cap <= MAP_LINEAR) return 0;
    return WORDS_OF(Index) + (size_t)index_size(cap) + ((size_t)packed + 63) / 64 * RANK_WORDS;
}

void index_clear(Index *ix, uint32_t n)
{
    ix->n = n;
    ix->moved = 0;
    ix->old = NULL;
    if (!(ix->h.flags & OF_MAPPED)) memset(ix->at, 0, n * sizeof *ix->at);
}

void index_fill(Map *m)
{
    Index *ix = m->index;
    ix->old = NULL;
    memset(ix->at, 0, ix->n * sizeof *ix->at);
    for (uint32_t e = 0; e < m->used; e++) index_put(ix, key_hash(map_key_at(m, e)), e);
}

void index_refill(Index *to, const Index *from)
{
    MAAT_ASSERT(!from->old);
    for (uint32_t i = 0; i < from->n; i++)
        if (from->at[i].entry) index_put(to, from->at[i].hash, from->at[i].entry - 1);
}

/* ---- an index that takes another one's place ---- */

static inline struct index_rank *ranks(const Index *ix)
{
    size_t words = WORDS_OF(Index) + ix->n;
    return ix->h.words > words ? (struct index_rank *)((Value *)ix + words) : NULL;
}

static void rank(const Map *m, struct index_rank *r)
{
    uint64_t before = 0;
    for (uint32_t e = 0; e < m->used; r++) {
        uint64_t live = 0;
        for (uint32_t bit = 0; bit < 64 && e < m->used; bit++, e++)
            live |= (uint64_t)!is_absent(map_key_at(m, e)) << bit;
        *r = (struct index_rank){live, before};
        before += (uint64_t)__builtin_popcountll(live);
    }
}

/* The number that an entry of `old` has now; -1: it was packed away. */
static inline int64_t entry_now(const Index *ix, uint32_t e)
{
    const struct index_rank *r = ranks(ix);
    if (!r) return e;
    r += e / 64;
    uint64_t bit = (uint64_t)1 << e % 64;
    return r->live & bit
               ? (int64_t)(r->before + (uint64_t)__builtin_popcountll(r->live & (bit - 1)))
               : -1;
}

void index_succeed(Map *m, Index *to)
{
    MAAT_ASSERT(m->index->h.words > HEAP_LARGE_WORDS && !m->index->old);
    to->old = m->index;
    to->moved = 0;
    if (ranks(to)) rank(m, ranks(to));
    m->index = to;
}

static void advance(Index *ix, uint32_t slots)
{
    const Index *old = ix->old;
    uint32_t end = old->n - ix->moved > slots ? ix->moved + slots : old->n;
    for (uint32_t i = ix->moved; i < end; i++) {
        if (!old->at[i].entry) continue;
        int64_t e = entry_now(ix, old->at[i].entry - 1);
        if (e >= 0) index_put(ix, old->at[i].hash, (uint32_t)e);
    }
    ix->moved = end;
    if (end == old->n) ix->old = NULL;
}

void index_advance(Index *ix) { advance(ix, INDEX_STEP); }

void index_settle(Map *m)
{
    if (m->index && m->index->old) advance(m->index, UINT32_MAX);
}

int64_t map_find_old(const Map *m, Value k, uint32_t hash)
{
    const Index *ix = m->index, *old = ix->old;
    uint32_t mask = old->n - 1;
    for (uint32_t i = hash & mask; old->at[i].entry; i = (i + 1) & mask) {
        if (old->at[i].hash != hash) continue;
        int64_t e = entry_now(ix, old->at[i].entry - 1);
        if (e >= 0 && map_key_match(k, map_key_at(m, (uint32_t)e))) return e;
    }
    return -1;
}
