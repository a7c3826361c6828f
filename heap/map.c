#include "heap/map.h"
#include "base/hash.h"
#include "heap/array.h"
#include "heap/equal.h"
#include "heap/map_index.h"
#include "heap/num.h"
#include "heap/room.h"

/* ---- keys ---- */

bool map_key_ok_slow(Value v)
{
    const Obj *o = to_obj(v);
    switch (o->type) {
    case T_RANGE:
    case T_BIGINT:
    case T_CLASS:
    case T_NATIVE: return true;
    case T_ARRAY:
    case T_MAP:
    case T_SET: return is_frozen_obj(o);
    default: return false;
    }
}

/* One word for all forms of a number, as far as words can: 3.0 is 3, and there is one NaN. */
static inline Value canonical(Value k)
{
    if (MAAT_LIKELY(!is_double(k))) return k;
    double d = to_double(k);
    if (d != d) return from_double(__builtin_nan(""));
    int64_t i;
    return num_to_i64(k, &i) && int_fits(i) ? from_int(i) : k;
}

#define HASH_DEPTH 4
/* How many parts are looked at of what may hold so many levels more: what is flat is told apart by all of it, what is deep takes no longer. */
static const uint32_t hash_width[HASH_DEPTH] = {8, 16, 32, 256};

static uint64_t mix(uint64_t a, uint64_t b) { return hash_u64(a * 31 + b); }

static uint64_t deep_hash(Value v, int depth);

static uint64_t array_hash(const Array *a, int depth)
{
    uint32_t half = hash_width[depth] / 2, n = a->len, first = n <= 2 * half ? n : half;
    uint64_t x = n;
    for (uint32_t i = 0; i < first; i++) x = mix(x, deep_hash(*array_at(a, i), depth));
    for (uint32_t i = first < n ? n - half : n; i < n; i++)
        x = mix(x, deep_hash(*array_at(a, i), depth));
    return x;
}

/* Independent of order. Of maps that are not too large the values count, too. */
static uint64_t table_hash(const Map *m, int depth)
{
    bool values = m->h.type == T_MAP && m->count <= hash_width[depth];
    uint64_t x = m->count;
    for (uint32_t e = 0; e < m->used; e++) {
        if (is_absent(map_key_at(m, e))) continue;
        uint64_t k = deep_hash(map_key_at(m, e), depth);
        x += hash_u64(values ? mix(k, deep_hash(map_value_at(m, e), depth)) : k);
    }
    return x;
}

/* Cut at a depth, so that cycles and deep keys end; then types alone tell apart. */
static uint64_t deep_hash(Value v, int depth)
{
    if (is_str(v)) return str_hash(v);
    if (is_num(v)) return num_hash(v);
    if (!is_obj(v)) return hash_u64(v);
    const Obj *o = to_obj(v);
    if (depth == 0) return o->type;
    switch (o->type) {
    case T_ARRAY: return array_hash((const Array *)o, depth - 1);
    case T_MAP:
    case T_SET: return table_hash((const Map *)o, depth - 1);
    case T_RANGE: return mix(num_hash(((const Range *)o)->from), num_hash(((const Range *)o)->to));
    case T_CLASS:
    case T_NATIVE: return hash_u64(v); /* immortal: they do not move */
    default: return o->type;
    }
}

static uint32_t hash32(uint64_t x) { return (uint32_t)(x ^ x >> 32); }

uint32_t key_hash(Value k)
{
    if (is_int(k)) return map_int_hash(k);
    if (is_str(k)) return str_hash(k);
    k = canonical(k);
    return is_int(k) ? map_int_hash(k) : hash32(deep_hash(k, HASH_DEPTH));
}

bool map_key_match(Value a, Value b)
{
    if (a == b) return true;
    if (is_str(a)) return is_str(b) && str_equal(a, b);
    if (!is_obj(a) && !is_obj(b)) return false;
    return key_equal(a, b);
}

/* ---- finding ---- */

static int64_t find_linear(const Map *m, Value k)
{
    uint32_t stride = map_stride(m), n = m->used;
    const Value *p = n ? m->entries->v : NULL;
    for (uint32_t e = 0; e < n; e++)
        if (p[e * stride] == k) return e;
    if (is_int(k)) { /* a BigInt is never an int, a whole double is canonical */
        return -1;
    }
    for (uint32_t e = 0; e < n; e++)
        if (map_key_match(k, p[e * stride])) return e;
    return -1;
}

static int64_t find_index(const Map *m, Value k, uint32_t hash)
{
    const Index *ix = m->index;
    uint32_t mask = ix->n - 1, stride = map_stride(m);
    const Value *p = m->entries->v;
    for (uint32_t i = hash & mask; ix->at[i].entry; i = (i + 1) & mask) {
        if (ix->at[i].hash != hash) continue;
        uint32_t e = ix->at[i].entry - 1;
        Value have = p[e * stride];
        if (have == k || map_key_match(k, have)) return e;
    }
    return MAAT_UNLIKELY(ix->old != NULL) ? map_find_old(m, k, hash) : -1;
}

int64_t map_find(const Map *m, Value k)
{
    k = canonical(k);
    return m->index ? find_index(m, k, key_hash(k)) : find_linear(m, k);
}

int64_t map_find_str_slow(const Map *m, Value k)
{
    if (m->index) return find_index(m, k, str_hash(k));
    uint32_t stride = map_stride(m);
    for (uint32_t e = 0; e < m->used; e++) {
        Value have = m->entries->v[e * stride];
        if (is_str(have) && str_equal(have, k)) return e;
    }
    return -1;
}

/* ---- making and growing ---- */

#define MAP_MAX_CAP ((uint64_t)1 << 30)

/* Entries and index for cap entries. May collect. */
static bool room_for(Heap *h, uint64_t cap, uint32_t stride, size_t more)
{
    if (cap > MAP_MAX_CAP) return false;
    size_t words = 1 + (size_t)cap * stride, ix = index_words(cap, 0);
    if (words > HEAP_LARGE_WORDS && !heap_make_room(h, (words + ix) * sizeof(Value))) return false;
    return heap_reserve(h, heap_need(words) + heap_need(ix) + more);
}

static size_t entry_words(uint64_t cap, uint32_t stride) { return 1 + (size_t)cap * stride; }

/* Room is there. False: no memory. *index is NULL if few entries need none. `packed` as for index_words. */
static bool make_index(Heap *h, uint64_t cap, uint32_t packed, Index **index)
{
    size_t words = index_words(cap, packed);
    *index = NULL;
    if (!words) return true;
    if (words > UINT32_MAX) return false;
    Index *ix = heap_alloc_any(h, T_INDEX, (uint32_t)words);
    if (!ix) return false;
    index_clear(ix, index_size(cap));
    *index = ix;
    return true;
}

static bool make_storage(Heap *h, uint64_t cap, uint32_t stride, Slots **entries, Index **index)
{
    size_t words = entry_words(cap, stride);
    Slots *s = heap_alloc_any(h, T_SLOTS, (uint32_t)words);
    if (!s) return false;
    for (size_t i = 0; i + 1 < words; i++) s->v[i] = V_ABSENT;
    *entries = s;
    return make_index(h, cap, 0, index);
}

static Map *new_table(Heap *h, enum obj_type t, uint64_t cap)
{
    uint32_t stride = t == T_SET ? 1 : 2;
    Slots *s = NULL;
    Index *ix = NULL;
    if (!room_for(h, cap, stride, WORDS_OF(Map)) || (cap && !make_storage(h, cap, stride, &s, &ix)))
        return NULL;
    Map *m = heap_alloc(h, t, WORDS_OF(Map));
    m->count = m->used = 0;
    m->entries = s;
    m->index = ix;
    return m;
}

bool map_new(Heap *h, uint32_t cap, Value *out)
{
    Map *m = new_table(h, T_MAP, cap);
    if (m) *out = from_obj(m);
    return m != NULL;
}

bool set_new(Heap *h, uint32_t cap, Value *out)
{
    Map *m = new_table(h, T_SET, cap);
    if (m) *out = from_obj(m);
    return m != NULL;
}

/* Copies the live entries of m, which may be a part of its own, to `to`; how many. */
static uint32_t copy_live(const Map *m, Value *to)
{
    const Value *from = m->entries ? m->entries->v : NULL;
    uint32_t n = 0, used = m->used;
    if (map_stride(m) == 1) {
        for (uint32_t e = 0; e < used; e++)
            if (!is_absent(from[e])) to[n++] = from[e];
        return n;
    }
    for (uint32_t e = 0; e < used; e++, from += 2) {
        if (is_absent(*from)) continue;
        Value value = from[1];
        to[2 * (size_t)n] = *from;
        to[2 * (size_t)n + 1] = value;
        n++;
    }
    return n;
}

/* What copy_live moves, for the marks of the cards. */
static void pack_cards(const Map *m)
{
    uint32_t stride = map_stride(m), to = 1, from = 1;
    for (uint32_t e = 0; e < m->used; e++, from += stride) {
        if (is_absent(map_key_at(m, e))) continue;
        heap_pack_card(&m->entries->h, to, from);
        if (stride == 2) heap_pack_card(&m->entries->h, to + 1, from + 1);
        to += stride;
    }
}

/* The index of a map that is about to be packed: a large one is given a successor (true), if there is memory. */
static bool index_before_packing(Heap *h, Map *m)
{
    Index *ix;
    if (!index_is_stepped(m->index) || !make_index(h, map_cap(m), m->used, &ix)) return false;
    index_settle(m);
    index_succeed(m, ix);
    heap_wrote(h, &m->h);
    return true;
}

/* Closes the gaps of deleted entries in place. Their numbers in the index are the caller's business. */
static void close_gaps(Heap *h, Map *m)
{
    uint32_t stride = map_stride(m), old = m->used;
    bool cards = heap_packs_cards(&m->entries->h);
    if (cards) pack_cards(m);
    m->used = copy_live(m, m->entries->v);
    MAAT_ASSERT(m->used == m->count);
    for (uint32_t i = m->used * stride; i < old * stride; i++) m->entries->v[i] = V_ABSENT;
    if (cards)
        heap_packed_storage(h, &m->entries->h);
    else
        heap_wrote(h, &m->entries->h);
}

static void pack(Heap *h, Map *m)
{
    bool stepped = index_before_packing(h, m);
    close_gaps(h, m);
    if (m->index && !stepped) index_fill(m);
}

/* Huge entries stay where they are. NULL: to be copied. */
static Slots *entries_in_place(Heap *h, Map *m, size_t words)
{
    if (!m->entries || !(m->entries->h.flags & OF_MAPPED)) return NULL;
    if (m->used != m->count) close_gaps(h, m);
    return words > m->entries->h.words ? heap_grow_large(h, &m->entries->h, (uint32_t)words) : NULL;
}

/* m's entries, which are those it had, in new storage. NULL: no memory. */
static Slots *entries_copied(Heap *h, Map *m, size_t words)
{
    Slots *s = heap_alloc_growing(h, (uint32_t)words);
    if (!s) return NULL;
    bool gaps = m->used != m->count;
    m->used = copy_live(m, s->v);
    if (gaps)
        heap_filled_storage(h, &s->h, (uint32_t)entry_words(m->used, map_stride(m)));
    else if (m->used)
        heap_moved_storage(h, &s->h, &m->entries->h, 0);
    return s;
}

static bool grow(Heap *h, Value *v, uint64_t cap)
{
    uint32_t stride = map_stride(to_map(*v));
    Index *ix;
    if (!room_for(h, cap, stride, 0)) return false;
    Map *m = to_map(*v);
    bool gaps = m->used != m->count, stepped = index_is_stepped(m->index);
    if (!make_index(h, cap, gaps && stepped ? m->used : 0, &ix)) return false;
    Index *old = m->index;
    index_settle(m);
    if (ix && stepped) index_succeed(m, ix);
    Slots *s = entries_in_place(h, m, entry_words(cap, stride));
    if (!s) s = entries_copied(h, m, entry_words(cap, stride));
    if (!s) {
        m->index = old;
        if (gaps && old && m->used == m->count) index_fill(m); /* they have been closed */
        return false;
    }
    m->entries = s;
    m->index = ix;
    if (ix && old && !gaps && !stepped)
        index_refill(ix, old);
    else if (ix && !stepped)
        index_fill(m);
    heap_wrote(h, &m->h);
    return true;
}

/* Room for n more entries. May collect. */
static bool reserve_entries(Heap *h, Value *v, uint32_t n)
{
    Map *m = to_map(*v);
    uint64_t cap = map_cap(m), need = (uint64_t)m->used + n;
    if (need <= cap && (m->index || need <= MAP_LINEAR)) return true;
    if (m->count + (uint64_t)n <= cap / 2 + cap / 4 && m->used > m->count &&
        (m->index || m->count + n <= MAP_LINEAR)) {
        pack(h, m);
        return true;
    }
    uint64_t want = cap < 4 ? 4 : m->count * 2;
    if (want < m->count + (uint64_t)n) want = m->count + (uint64_t)n;
    return grow(h, v, want);
}

/* ---- changing ---- */

/* A canonical key that is not there; there is room. `hash` is its hash if there is an index. */
static void append(Heap *h, Map *m, Value k, Value v, uint32_t hash)
{
    uint32_t e = m->used++, stride = map_stride(m);
    Value *at = &m->entries->v[e * stride];
    *at = k;
    if (is_ptr(k)) heap_wrote_at(h, &m->entries->h, at);
    if (stride == 2) *++at = v;
    if (is_ptr(v)) heap_wrote_at(h, &m->entries->h, at);
    m->count++;
    if (!m->index) return;
    index_put(m->index, hash, e);
    if (MAAT_UNLIKELY(m->index->old != NULL)) index_advance(m->index);
}

static int64_t find_hashed(const Map *m, Value k, uint32_t hash)
{
    return m->index ? find_index(m, k, hash) : find_linear(m, k);
}
static uint32_t hash_for(const Map *m, Value k) { return m->index ? key_hash(k) : 0; }

enum map_status map_set(Heap *h, Value *mv, Value *kv, Value *v)
{
    if (!map_key_ok(*kv)) return MAP_BAD_KEY;
    Map *m = to_map(*mv);
    Value k = canonical(*kv);
    MAAT_ASSERT(!(m->h.gc & GC_SHARED));
    bool indexed = m->index != NULL;
    uint32_t hash = hash_for(m, k);
    int64_t e = find_hashed(m, k, hash);
    if (e >= 0) {
        if (m->h.type == T_MAP) {
            Value *at = &m->entries->v[2 * e + 1];
            *at = *v;
            if (is_ptr(*v)) heap_wrote_at(h, &m->entries->h, at);
        }
        return MAP_OK;
    }
    if (!reserve_entries(h, mv, 1)) return MAP_NOMEM;
    m = to_map(*mv);
    k = canonical(*kv); /* it may have moved */
    append(h, m, k, *v, indexed ? hash : hash_for(m, k));
    MAAT_VERIFY(map_verify(m));
    return MAP_OK;
}

enum map_status set_add(Heap *h, Value *s, Value *k) { return map_set(h, s, k, k); }

bool map_del(Heap *h, Value mv, Value k, Value *old)
{
    Map *m = to_map(mv);
    int64_t e = map_key_ok(k) ? map_find(m, k) : -1;
    if (e < 0) return false;
    uint32_t stride = map_stride(m);
    Value *at = &m->entries->v[(uint32_t)e * stride];
    if (old) *old = at[stride - 1];
    at[0] = at[stride - 1] = V_ABSENT;
    m->count--;
    if (m->index && m->index->old) index_advance(m->index);
    /* A deleted last entry could be taken back, but its place in the index would have to be found; packing does it. */
    if (m->used > MAP_LINEAR && m->used - m->count > m->count)
        pack(h, m);
    else if (!m->index && m->used == MAP_LINEAR)
        pack(h, m);
    return true;
}

void map_clear(Heap *h, Value mv)
{
    (void)h;
    Map *m = to_map(mv);
    m->count = m->used = 0;
    m->entries = NULL;
    m->index = NULL;
}

bool map_copy(Heap *h, Value *mv, Value *out)
{
    const Map *src = to_map(*mv);
    Map *m = new_table(h, (enum obj_type)src->h.type, src->count);
    if (!m) return false;
    src = to_map(*mv);
    bool gaps = src->used != src->count;
    if (m->index && !gaps) index_settle(to_map(*mv));
    m->count = m->used = src->count;
    if (gaps)
        (void)copy_live(src, m->entries->v);
    else if (src->count)
        memcpy(m->entries->v, src->entries->v, src->count * map_stride(src) * sizeof(Value));
    if (m->index && src->index && !gaps && m->index->n == src->index->n)
        memcpy(m->index->at, src->index->at, m->index->n * sizeof *m->index->at);
    else if (m->index && src->index && !gaps)
        index_refill(m->index, src->index);
    else if (m->index)
        index_fill(m);
    *out = from_obj(m);
    return true;
}

void map_put_values(Heap *h, Value mv, const Value *v)
{
    Map *m = to_map(mv);
    MAAT_ASSERT(m->h.type == T_MAP && m->used == m->count && !(m->h.gc & GC_SHARED));
    for (uint32_t e = 0; e < m->used; e++) m->entries->v[2 * e + 1] = v[e];
    if (m->entries) heap_wrote(h, &m->entries->h);
}

bool map_put_all(Heap *h, Value *mv, Value *from)
{
    if (!reserve_entries(h, mv, to_map(*from)->count)) return false;
    Map *m = to_map(*mv);
    const Map *src = to_map(*from);
    if (m == src) return true;
    for (uint32_t i = 0; i < src->used; i++) {
        Value k = map_key_at(src, i), v = map_value_at(src, i);
        if (is_absent(k)) continue;
        uint32_t hash = hash_for(m, k);
        int64_t e = find_hashed(m, k, hash);
        if (e < 0)
            append(h, m, k, v, hash);
        else if (m->h.type == T_MAP)
            m->entries->v[2 * e + 1] = v;
    }
    if (m->entries) heap_wrote(h, &m->entries->h);
    return true;
}

/* ---- contents ---- */

/* `which`: 0 keys, 1 values (of a set: keys). */
static bool contents(Heap *h, Value *mv, bool values, Value *out)
{
    Value v;
    if (!array_new(h, to_map(*mv)->count, &v)) return false;
    const Map *m = to_map(*mv);
    Array *a = to_array(v);
    for (uint32_t e = 0; e < m->used; e++)
        if (!is_absent(map_key_at(m, e)))
            a->slots->v[a->len++] = values ? map_value_at(m, e) : map_key_at(m, e);
    *out = v;
    return true;
}

bool map_keys(Heap *h, Value *m, Value *out) { return contents(h, m, false, out); }
bool map_values(Heap *h, Value *m, Value *out) { return contents(h, m, true, out); }

#define PAIR_WORDS (WORDS_OF(Array) + 3)

static Value make_pair(Heap *h, Value k, Value v)
{
    Slots *s = heap_alloc(h, T_SLOTS, 3);
    s->v[0] = k;
    s->v[1] = v;
    Array *a = heap_alloc(h, T_ARRAY, WORDS_OF(Array));
    a->len = 2;
    a->start = 0;
    a->slots = s;
    return from_obj(a);
}

/* In one reserve: pairs are many small objects, so nothing may collect in between. */
bool map_pairs(Heap *h, Value *mv, Value *out)
{
    uint32_t n = to_map(*mv)->count;
    if (!heap_room(h, 1 + (size_t)n, WORDS_OF(Array) + (size_t)n * PAIR_WORDS)) return false;
    Value v;
    Slots *s = heap_alloc_any(h, T_SLOTS, 1 + n + (n == 0));
    if (!s) return false;
    Array *a = heap_alloc(h, T_ARRAY, WORDS_OF(Array));
    v = from_obj(a);
    a->len = n;
    a->start = 0;
    a->slots = n ? s : NULL;
    s->v[0] = V_NIL;
    const Map *m = to_map(*mv);
    uint32_t at = 0;
    for (uint32_t e = 0; e < m->used; e++)
        if (!is_absent(map_key_at(m, e)))
            s->v[at++] = make_pair(h, map_key_at(m, e), map_value_at(m, e));
    *out = v;
    return true;
}

/* ---- sets ---- */

static void add_new(Heap *h, Map *m, Value k)
{
    uint32_t hash = hash_for(m, k);
    if (find_hashed(m, k, hash) < 0) append(h, m, k, k, hash);
}

bool set_union(Heap *h, Value *a, Value *b, Value *out)
{
    Map *m = new_table(h, T_SET, (uint64_t)to_map(*a)->count + to_map(*b)->count);
    if (!m) return false;
    const Map *from[2] = {to_map(*a), to_map(*b)};
    for (int i = 0; i < 2; i++)
        for (uint32_t e = 0; e < from[i]->used; e++) {
            Value k = map_key_at(from[i], e);
            if (!is_absent(k)) add_new(h, m, k);
        }
    *out = from_obj(m);
    return true;
}

/* The elements of a that are (not) in b. */
static bool filtered(Heap *h, Value *a, Value *b, bool in, Value *out)
{
    Map *m = new_table(h, T_SET, to_map(*a)->count);
    if (!m) return false;
    const Map *x = to_map(*a), *y = to_map(*b);
    for (uint32_t e = 0; e < x->used; e++) {
        Value k = map_key_at(x, e);
        if (!is_absent(k) && (map_find(y, k) >= 0) == in) append(h, m, k, k, hash_for(m, k));
    }
    *out = from_obj(m);
    return true;
}

bool set_intersect(Heap *h, Value *a, Value *b, Value *out) { return filtered(h, a, b, true, out); }
bool set_diff(Heap *h, Value *a, Value *b, Value *out) { return filtered(h, a, b, false, out); }

bool set_is_subset(const Map *a, const Map *b)
{
    if (a->count > b->count) return false;
    for (uint32_t e = 0; e < a->used; e++)
        if (!is_absent(map_key_at(a, e)) && map_find(b, map_key_at(a, e)) < 0) return false;
    return true;
}

/* ---- maps built in parcels ---- */

size_t map_index_words(uint32_t n) { return index_words(n, 0); }

void map_index_start(Map *m, void *at, uint32_t n)
{
    m->index = at;
    index_clear(m->index, index_size(n));
}

void map_index_add(Map *m, uint32_t e) { index_put(m->index, key_hash(map_key_at(m, e)), e); }

/* ---- invariants ---- */

void map_verify(const Map *m)
{
    uint32_t live = 0, indexed = 0;
    MAAT_CHECK(m->count <= m->used && m->used <= map_cap(m), "MP-1: %u of %u of %u", m->count,
               m->used, map_cap(m));
    for (uint32_t e = 0; e < m->used; e++) live += !is_absent(map_key_at(m, e));
    MAAT_CHECK(live == m->count, "MP-1: %u live, %u counted", live, m->count);
    if (!m->index) {
        MAAT_CHECK(m->used <= MAP_LINEAR, "MP-3: %u entries without an index", m->used);
        return;
    }
    const Index *ix = m->index, *old = ix->old;
    for (uint32_t i = 0; i < ix->n; i++) indexed += ix->at[i].entry != 0;
    MAAT_CHECK(indexed <= m->used && indexed <= ix->n / 4 * 3 && (old || indexed == m->used),
               "MP-2: %u in an index of %u, %u used", indexed, ix->n, m->used);
    MAAT_CHECK(!old || (!old->old && old->n >= INDEX_STEPPED), "IX-1: of %u and %u", ix->n, old->n);
    for (uint32_t e = 0; old && e < m->used; e++)
        MAAT_CHECK(is_absent(map_key_at(m, e)) || map_find(m, map_key_at(m, e)) == e,
                   "IX-1: entry %u is not found", e);
}
