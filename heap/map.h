/* Map and Set: hash tables that keep the order of insertion.
 *
 * The entries stand in a dense table in order (a map's entry is key, value; a set's the key alone). Up to MAP_LINEAR of them are
 * searched one by one; above that an index of hashes and entry numbers is searched with linear probing. A deleted entry
 * keeps its place, marked by an absent key, until deletions outweigh what lives; then the table is packed.
 *
 * Keys are values that cannot change: Str Num Bool nil Ma Ref Range, classes and functions of the runtime, and frozen Arrays,
 * Maps and Sets (by content). Two keys are one if they are `===`, frozen collections if they are `==`; so 3 and 3.0 are one
 * key, and NaN is one.
 *
 * MP-1  count <= used <= entries' capacity; exactly count of the used entries have a key that is not absent.
 * MP-2  with an index every used entry, deleted ones too, is in it exactly once, and a fourth of it at least is free; a large one that
 *       takes the place of another is filled by steps (map_index.h).
 * MP-3  a map without an index has used <= MAP_LINEAR.
 *
 * Functions with a Heap may collect; rooted operands are `Value *`, *out is raw. The caller has checked that what is changed
 * is not frozen.
 */
#ifndef MAAT_HEAP_MAP_H
#define MAAT_HEAP_MAP_H

#include "base/hash.h"
#include "heap/heap.h"
#include "heap/immortal.h"
#include "heap/string.h"

enum map_status { MAP_OK, MAP_BAD_KEY, MAP_NOMEM };

static inline Map *to_map(Value v)
{
    MAAT_ASSERT(is_map(v) || is_set(v));
    return (Map *)to_obj(v);
}
static inline uint32_t map_stride(const Map *m) { return m->h.type == T_SET ? 1 : 2; }
static inline uint32_t map_cap(const Map *m)
{
    return m->entries ? (m->entries->h.words - 1) / map_stride(m) : 0;
}
/* Entry e < used: its key (absent: deleted) and value (a set: the key). */
static inline Value map_key_at(const Map *m, uint32_t e)
{
    return m->entries->v[e * map_stride(m)];
}
static inline Value map_value_at(const Map *m, uint32_t e)
{
    return m->entries->v[e * map_stride(m) + map_stride(m) - 1];
}

/* May v be a key? */
bool map_key_ok_slow(Value v);
static inline bool map_key_ok(Value v)
{
    return MAAT_LIKELY(!is_obj(v)) ? !is_absent(v) : map_key_ok_slow(v);
}

/* Entry of the key (one that map_key_ok accepts), or -1. */
int64_t map_find(const Map *m, Value k);
int64_t map_find_str_slow(const Map *m, Value k);
/* In the index that m's index is taking the place of. */
int64_t map_find_old(const Map *m, Value k, uint32_t hash);
/* Whether two canonical keys are one. */
bool map_key_match(Value a, Value b);
/* The value of the key; false if it is not there. On a set *v is the key as it was put in. */
static inline bool map_get(const Map *m, Value k, Value *v)
{
    int64_t e = map_find(m, k);
    if (e < 0) return false;
    *v = map_value_at(m, (uint32_t)e);
    return true;
}
/* Likewise for an interned string as key: most keys of small maps are the very same object. */
static inline bool map_get_str(const Map *m, const Str *key, Value *v)
{
    Value k = from_str(key);
    if (MAAT_LIKELY(!m->index))
        for (uint32_t e = 0; e < m->used; e++)
            if (m->entries->v[2 * e] == k) {
                *v = m->entries->v[2 * e + 1];
                return true;
            }
    int64_t e = map_find_str_slow(m, k);
    if (e < 0) return false;
    *v = map_value_at(m, (uint32_t)e);
    return true;
}

/* ---- by kind of key, for code that knows it: the entry (key, value) in a Map, which may be frozen, or NULL ---- */

/* Eight neighbouring ints share a line of the index: keys that count up, as most ints do, are found where the last one was. */
#define MAP_NEIGHBOURS 7u
static inline uint32_t map_int_hash(Value k)
{
    uint64_t i = (uint64_t)to_int(k), x = hash_u64(i & ~(uint64_t)MAP_NEIGHBOURS);
    return ((uint32_t)(x ^ x >> 32) & ~MAP_NEIGHBOURS) | ((uint32_t)i & MAP_NEIGHBOURS);
}

static inline Value *map_entry_old(const Map *m, Value k, uint32_t hash)
{
    int64_t e = map_find_old(m, k, hash);
    return e < 0 ? NULL : &m->entries->v[2 * e];
}

/* An int: nothing but the same word is the same key (a whole double was put in as an int, a BigInt never is one). Keys that count
 * up from the first one, as numbers given out in turn do, stand at their distance from it: that place is looked at first. */
static inline Value *map_entry_int(const Map *m, Value k)
{
    if (!m->used) return NULL;
    Value *v = m->entries->v;
    uint64_t far = k - *v;
    if (far < m->used && v[2 * far] == k) return &v[2 * far];
    const Index *ix = m->index;
    if (!ix) {
        for (Value *end = v + 2 * (size_t)m->used; v < end; v += 2)
            if (*v == k) return v;
        return NULL;
    }
    /* The hash first: in a large map each entry that is looked at is a cache miss. */
    uint32_t hash = map_int_hash(k), mask = ix->n - 1, e;
    for (uint32_t i = hash & mask; (e = ix->at[i].entry); i = (i + 1) & mask)
        if (ix->at[i].hash == hash && v[2 * (size_t)(e - 1)] == k) return &v[2 * (size_t)(e - 1)];
    return MAAT_UNLIKELY(ix->old != NULL) ? map_entry_old(m, k, hash) : NULL;
}

static inline Value *map_entry_str(const Map *m, Value k)
{
    Value *v = m->entries ? m->entries->v : NULL;
    const Index *ix = m->index;
    if (!ix) {
        for (uint32_t e = 0; e < m->used; e++)
            if (v[2 * e] == k) return &v[2 * e];
        int64_t e = map_find_str_slow(m, k);
        return e < 0 ? NULL : &v[2 * e];
    }
    uint32_t hash = str_hash(k), mask = ix->n - 1, e;
    for (uint32_t i = hash & mask; (e = ix->at[i].entry); i = (i + 1) & mask) {
        if (ix->at[i].hash != hash) continue;
        Value *at = &v[2 * (size_t)(e - 1)];
        if (MAAT_LIKELY(*at == k) || (is_str(*at) && str_equal(*at, k))) return at;
    }
    return MAAT_UNLIKELY(ix->old != NULL) ? map_entry_old(m, k, hash) : NULL;
}

MAAT_MUST_CHECK bool map_new(Heap *h, uint32_t cap, Value *out);
MAAT_MUST_CHECK bool set_new(Heap *h, uint32_t cap, Value *out);
/* MAP_BAD_KEY: nothing was changed. An existing key keeps its place and its first form. */
MAAT_MUST_CHECK enum map_status map_set(Heap *h, Value *m, Value *k, Value *v);
MAAT_MUST_CHECK enum map_status set_add(Heap *h, Value *s, Value *k);
/* Reductions that a key that comes or goes costs besides, as the index of m is being replaced. */
static inline int32_t map_step_cost(const Map *m)
{
    return MAAT_UNLIKELY(m->index && m->index->old) ? 32 : 0;
}
/* Takes the key out; false if it is not there. *old (may be NULL): its value. Never collects. */
bool map_del(Heap *h, Value m, Value k, Value *old);
void map_clear(Heap *h, Value m);
/* A new map or set with the same entries (keys and values are not copied). */
MAAT_MUST_CHECK bool map_copy(Heap *h, Value *m, Value *out);
/* Gives all entries of a Map that has no gaps (a copy has none) these values, as many. Never collects. */
void map_put_values(Heap *h, Value m, const Value *v);
/* Puts all entries of `from` (of the same type) into m. */
MAAT_MUST_CHECK bool map_put_all(Heap *h, Value *m, Value *from);
/* New Arrays, in order. map_keys also of a set. */
MAAT_MUST_CHECK bool map_keys(Heap *h, Value *m, Value *out);
MAAT_MUST_CHECK bool map_values(Heap *h, Value *m, Value *out);
MAAT_MUST_CHECK bool map_pairs(Heap *h, Value *m, Value *out); /* [[key, value], ...] */

/* New sets. */
MAAT_MUST_CHECK bool set_union(Heap *h, Value *a, Value *b, Value *out);
MAAT_MUST_CHECK bool set_intersect(Heap *h, Value *a, Value *b, Value *out);
MAAT_MUST_CHECK bool set_diff(Heap *h, Value *a, Value *b, Value *out);
bool set_is_subset(const Map *a, const Map *b);

/* For who builds a map of n entries outside of a heap: words of its index (0: it needs none); the index at `at`, whose header
 * stands already; the entry e, whose key stands, into it. */
size_t map_index_words(uint32_t n);
void map_index_start(Map *m, void *at, uint32_t n);
void map_index_add(Map *m, uint32_t e);

/* Hash of a key. Equal keys have equal hashes. */
uint32_t key_hash(Value k);
/* Checks MP-1 to MP-3. */
void map_verify(const Map *m);

#endif
