#include "heap/weakmap.h"

#include "base/hash.h"
#include "heap/gc_cycle.h"

#define FIRST_CAP    8
#define SEGMENT_MIN  16
#define KEYS_COUNTED 64                           /* in one */
#define SEGMENT_MOST (BUILD_STRESS ? 32u : 2048u) /* slots */

bool weakmap_key_ok(Value k) { return is_obj(k) && !is_type(k, T_BIGINT) && !is_type(k, T_RANGE); }

/* ---- memory ---- */

static void grew(Heap *h, struct weak_table *t, int64_t bytes)
{
    t->bytes += (uint64_t)bytes;
    heap_maps_grew(h, bytes);
}

/* *p, of `had` bytes, gets `bytes`. */
static bool resize(Heap *h, struct weak_table *t, void *p, size_t had, size_t bytes)
{
    void *to = mem_try_realloc(MEM_GC, *(void **)p, bytes);
    if (!to) return false;
    *(void **)p = to;
    grew(h, t, (int64_t)bytes - (int64_t)had);
    return true;
}

static bool is_young(Value v) { return is_ptr(v) && !(to_obj(v)->gc & (GC_OLD | GC_SHARED)); }

/* ---- the index of young keys ---- */

static uint32_t home(const struct weak_index *x, Value k)
{
    return (uint32_t)hash_u64(k) & (x->cap - 1);
}

static void fresh_put(struct weak_index *x, Value k, uint32_t e)
{
    uint32_t i = home(x, k);
    while (x->at[i] && x->at[i] != e + 1) i = (i + 1) & (x->cap - 1);
    x->n += !x->at[i];
    x->at[i] = e + 1;
}

/* Number of the entry + 1, or 0. */
static uint32_t fresh_find(const struct weak_table *t, Value k)
{
    const struct weak_index *x = &t->fresh;
    if (!x->n) return 0;
    uint32_t i = home(x, k);
    while (x->at[i] && weak_entry(t, x->at[i] - 1)->key != k) i = (i + 1) & (x->cap - 1);
    return x->at[i];
}

/* Empties it, with room for n entries. False: no memory, and it is as it was. */
static bool fresh_reset(Heap *h, struct weak_table *t, uint32_t n)
{
    struct weak_index *x = &t->fresh;
    uint32_t cap = SEGMENT_MIN;
    while (cap < 2 * (uint64_t)n) cap *= 2;
    if (cap > x->cap || cap * 4 < x->cap) {
        if (!resize(h, t, &x->at, x->cap * sizeof *x->at, cap * sizeof *x->at)) return false;
        x->cap = cap;
    }
    x->n = 0;
    memset(x->at, 0, x->cap * sizeof *x->at);
    return true;
}

static void fresh_fill(struct weak_table *t)
{
    for (uint32_t i = 0; i < t->nyoung; i++)
        if (!is_absent(weak_entry(t, t->young[i])->key))
            fresh_put(&t->fresh, weak_entry(t, t->young[i])->key, t->young[i]);
}

static bool add_young(Heap *h, struct weak_table *t, uint32_t e)
{
    if (t->nyoung == t->cap_young) {
        uint32_t cap = t->cap_young ? 2 * t->cap_young : FIRST_CAP;
        size_t had = t->cap_young * sizeof *t->young;
        if (!resize(h, t, &t->young, had, cap * sizeof *t->young)) return false;
        t->cap_young = cap;
    }
    t->young[t->nyoung++] = e;
    return true;
}

/* ---- the index of old keys ---- */

static uint32_t place(uint32_t bits, uint64_t hash)
{
    return bits ? (uint32_t)(hash >> (64 - bits)) : 0;
}

static size_t segment_bytes(uint32_t cap)
{
    return sizeof(struct weak_segment) + cap * sizeof(uint32_t);
}

static struct weak_segment *segment_new(Heap *h, struct weak_table *t, uint32_t cap, uint32_t bits)
{
    struct weak_segment *s = mem_try_alloc(MEM_GC, segment_bytes(cap));
    if (!s) return NULL;
    *s = (struct weak_segment){.cap = cap, .bits = bits};
    memset(s->at, 0, cap * sizeof *s->at);
    grew(h, t, (int64_t)segment_bytes(cap));
    return s;
}

static void segment_free(Heap *h, struct weak_table *t, struct weak_segment *s)
{
    grew(h, t, -(int64_t)segment_bytes(s->cap));
    mem_free(MEM_GC, s);
}

/* The slot with the entry of k, or the free one where it would be. */
static uint32_t *slot_of(const struct weak_table *t, struct weak_segment *s, Value k, uint64_t hash)
{
    uint32_t i = (uint32_t)hash & (s->cap - 1);
    while (s->at[i] && weak_entry(t, s->at[i] - 1)->key != k) i = (i + 1) & (s->cap - 1);
    return &s->at[i];
}

static void segment_put(const struct weak_table *t, struct weak_segment *s, uint32_t e)
{
    Value k = weak_entry(t, e)->key;
    uint32_t *slot = slot_of(t, s, k, hash_u64(k));
    s->n += !*slot;
    *slot = e + 1;
}

/* Whether a slot of s is of use: what has gone, or has come in its place, has no business here. */
static bool belongs(const struct weak_table *t, const struct weak_segment *s, uint32_t slot,
                    uint64_t prefix)
{
    Value k = slot ? weak_entry(t, slot - 1)->key : V_ABSENT;
    return !is_absent(k) && place(s->bits, hash_u64(k)) == prefix;
}

/* The places of the segment that stands at `at`. */
static void set_places(struct weak_firm *f, uint32_t at, uint32_t bits, struct weak_segment *s)
{
    uint32_t n = 1u << (f->bits - bits), from = at & ~(n - 1);
    for (uint32_t i = from; i < from + n; i++) f->dir[i] = s;
}

/* Twice as many places. */
static bool more_places(Heap *h, struct weak_table *t)
{
    struct weak_firm *f = &t->firm;
    uint32_t n = 1u << f->bits;
    if (f->bits == 24 || !resize(h, t, &f->dir, n * sizeof *f->dir, 2 * n * sizeof *f->dir))
        return false;
    for (uint32_t i = n; i-- > 0;) f->dir[2 * i] = f->dir[2 * i + 1] = f->dir[i];
    f->bits++;
    return true;
}

/* The segment at place `at` of the hash is full: what is of use in it goes to a new one, larger if need be, or to two. */
static bool firm_renew(Heap *h, struct weak_table *t, uint64_t hash)
{
    struct weak_firm *f = &t->firm;
    struct weak_segment *s = f->dir[place(f->bits, hash)];
    uint32_t prefix = place(s->bits, hash), live = 0, cap = s->cap;
    for (uint32_t i = 0; i < s->cap; i++) live += belongs(t, s, s->at[i], prefix);
    bool more = live > s->cap / 4, split = more && cap >= SEGMENT_MOST;
    if (more && !split) cap *= 2;
    if (split && s->bits == f->bits && !more_places(h, t)) return false;
    struct weak_segment *a = segment_new(h, t, cap, s->bits + split);
    struct weak_segment *b = split && a ? segment_new(h, t, cap, s->bits + 1) : a;
    if (!b) {
        if (a) segment_free(h, t, a);
        return false;
    }
    for (uint32_t i = 0; i < s->cap; i++) {
        if (!belongs(t, s, s->at[i], prefix)) continue;
        uint64_t x = hash_u64(weak_entry(t, s->at[i] - 1)->key);
        segment_put(t, split && place(a->bits, x) & 1 ? b : a, s->at[i] - 1);
    }
    uint32_t shift = f->bits - s->bits, at = prefix << shift;
    set_places(f, at, a->bits, a);
    if (split) set_places(f, at + (1u << (shift - 1)), b->bits, b);
    segment_free(h, t, s);
    return true;
}

static bool firm_put(Heap *h, struct weak_table *t, uint32_t e)
{
    struct weak_firm *f = &t->firm;
    uint64_t hash = hash_u64(weak_entry(t, e)->key);
    if (!f->dir) {
        if (!resize(h, t, &f->dir, 0, sizeof *f->dir)) return false;
        f->bits = 0;
        f->dir[0] = NULL;
    }
    if (!f->dir[0] && !(f->dir[0] = segment_new(h, t, SEGMENT_MIN, 0))) return false;
    for (;;) {
        struct weak_segment *s = f->dir[place(f->bits, hash)];
        if (2 * (s->n + 1) <= s->cap) {
            segment_put(t, s, e);
            return true;
        }
        if (!firm_renew(h, t, hash)) return false;
    }
}

static void firm_free(Heap *h, struct weak_table *t)
{
    struct weak_firm *f = &t->firm;
    if (!f->dir) return;
    for (uint32_t i = 0, n = 1u << f->bits; i < n;) {
        struct weak_segment *s = f->dir[i];
        i += s ? 1u << (f->bits - s->bits) : 1;
        if (s && h) grew(h, t, -(int64_t)segment_bytes(s->cap));
        mem_free(MEM_GC, s);
    }
    if (h) grew(h, t, -(int64_t)((1u << f->bits) * sizeof *f->dir));
    mem_free(MEM_GC, f->dir);
    *f = (struct weak_firm){0};
}

/* ---- both ---- */

/* Lists an entry where it is found. */
static bool index_entry(Heap *h, struct weak_table *t, uint32_t e)
{
    Value k = weak_entry(t, e)->key;
    return is_absent(k) || (is_young(k) ? add_young(h, t, e) : firm_put(h, t, e));
}

/* Segments for n entries from the start: to split them again and again would take longer than all else. */
static bool firm_for(Heap *h, struct weak_table *t, uint32_t n)
{
    struct weak_firm *f = &t->firm;
    uint32_t bits = 0;
    while ((SEGMENT_MOST / 3ull << bits) < n) bits++;
    if (!bits) return true;
    size_t bytes = sizeof *f->dir << bits;
    if (!resize(h, t, &f->dir, 0, bytes)) return false;
    memset(f->dir, 0, bytes);
    f->bits = bits;
    for (uint32_t i = 0; i < 1u << bits; i++)
        if (!(f->dir[i] = segment_new(h, t, SEGMENT_MOST, bits))) return false;
    return true;
}

static bool index_all(Heap *h, struct weak_table *t)
{
    firm_free(h, t);
    t->nyoung = 0;
    if (!firm_for(h, t, t->count)) return false;
    for (uint32_t e = 0; e < t->used; e++)
        if (!index_entry(h, t, e)) return false;
    return true;
}

/* Of the young ones some have become old. */
static bool index_young(Heap *h, struct weak_table *t)
{
    uint32_t n = t->nyoung;
    t->nyoung = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!index_entry(h, t, t->young[i])) return false;
    return true;
}

/* Both indexes as they should be. False: no memory. */
static bool refresh(Heap *h, struct weak_table *t)
{
    if (!t->stale && t->moves == h->moves) return true;
    bool all = t->stale;
    t->stale = true; /* until it is done */
    if (!(all ? index_all(h, t) : index_young(h, t))) return false;
    if (!fresh_reset(h, t, t->nyoung)) return false;
    fresh_fill(t);
    t->moves = h->moves;
    t->stale = false;
    return true;
}

/* Entry e has just come. */
static bool index_new(Heap *h, struct weak_table *t, uint32_t e)
{
    Value k = weak_entry(t, e)->key;
    if (is_young(k) && fresh_find(t, k) == e + 1) return true; /* its place was this key's before */
    if (!index_entry(h, t, e)) return false;
    if (!is_young(k)) return true;
    if (2 * (t->fresh.n + 1) <= t->fresh.cap) {
        fresh_put(&t->fresh, k, e);
        return true;
    }
    if (!fresh_reset(h, t, 2 * t->nyoung)) return false;
    fresh_fill(t);
    return true;
}

static uint32_t firm_find(const struct weak_table *t, Value k)
{
    uint64_t hash = hash_u64(k);
    struct weak_segment *s = t->firm.dir ? t->firm.dir[place(t->firm.bits, hash)] : NULL;
    return s ? *slot_of(t, s, k, hash) : 0;
}

static uint32_t find(Heap *h, struct weak_table *t, Value k)
{
    if (!refresh(h, t)) { /* no memory for an index */
        for (uint32_t i = 0; i < t->used; i++)
            if (weak_entry(t, i)->key == k) return i + 1;
        return 0;
    }
    uint32_t e = fresh_find(t, k);
    return e ? e : firm_find(t, k);
}

/* ---- life ---- */

bool weakmap_new(Heap *h, Value *out)
{
    struct weak_table *t = mem_try_alloc(MEM_GC, sizeof *t);
    if (!t) return false;
    *t = (struct weak_table){.stale = true, .bytes = sizeof *t};
    if (!heap_reserve(h, WORDS_OF(WeakMap))) {
        mem_free(MEM_GC, t);
        return false;
    }
    WeakMap *m = heap_alloc(h, T_WEAKMAP, WORDS_OF(WeakMap));
    m->t = t;
    heap_add_offheap(h, &m->h, &m->next, 0);
    heap_maps_grew(h, sizeof *t);
    *out = from_obj(m);
    return true;
}

uint64_t weakmap_bytes(const WeakMap *m) { return m->t->bytes; }

static void free_all(struct weak_table *t)
{
    for (uint32_t i = 0; i < (t->cap + WEAK_CHUNK - 1) / WEAK_CHUNK; i++)
        mem_free(MEM_GC, t->chunk[i]);
    mem_free(MEM_GC, t->chunk);
    mem_free(MEM_GC, t->card);
    mem_free(MEM_GC, t->young);
    mem_free(MEM_GC, t->fresh.at);
    firm_free(NULL, t);
}

void weakmap_release(Obj *o)
{
    struct weak_table *t = ((WeakMap *)o)->t;
    free_all(t);
    mem_free(MEM_GC, t);
}

/* ---- access ---- */

struct weak_entry *weakmap_find(Heap *h, WeakMap *m, Value k)
{
    uint32_t e = find(h, m->t, k);
    return e ? weak_entry(m->t, e - 1) : NULL;
}

/* The tables of chunks and of cards have room for one chunk more. */
static bool room_for_chunk(Heap *h, struct weak_table *t)
{
    uint32_t had = t->nchunks, n = had ? 2 * had : 1;
    if (t->cap / WEAK_CHUNK < had) return true;
    if (!resize(h, t, &t->chunk, had * sizeof *t->chunk, n * sizeof *t->chunk)) return false;
    size_t cards = WEAK_CHUNK / WEAK_CARD;
    if (!resize(h, t, &t->card, had * cards, n * cards)) {
        grew(h, t, -(int64_t)((n - had) * sizeof *t->chunk)); /* it is asked for once more */
        return false;
    }
    memset(t->card + had * cards, 0, (n - had) * cards);
    memset(t->chunk + had, 0, (n - had) * sizeof *t->chunk);
    t->nchunks = n;
    return true;
}

/* The first chunk gets larger, then there are more of them. */
static bool grow(Heap *h, struct weak_table *t)
{
    if (t->cap > UINT32_MAX / 4 || !room_for_chunk(h, t)) return false;
    uint32_t had = t->cap % WEAK_CHUNK, cap = t->cap ? 2 * had : FIRST_CAP;
    if (!cap) cap = WEAK_CHUNK;
    if (!heap_has_room(h, (cap - had) * sizeof(struct weak_entry))) return false;
    struct weak_entry **c = &t->chunk[t->cap / WEAK_CHUNK];
    if (!resize(h, t, c, had * sizeof **c, cap * sizeof **c)) return false;
    t->cap += cap - had;
    return true;
}

static void wrote(Heap *h, WeakMap *m, uint32_t e)
{
    m->t->card[e / WEAK_CARD] = 1;
    heap_wrote(h, &m->h);
}

/* A place for an entry; UINT32_MAX: no memory. */
static uint32_t take_place(Heap *h, struct weak_table *t)
{
    if (t->free) {
        uint32_t e = t->free - 1;
        t->free = (uint32_t)to_int(weak_entry(t, e)->value);
        return e;
    }
    if (t->used == t->cap && !grow(h, t)) return UINT32_MAX;
    if (t->used % KEYS_COUNTED == 0) gc_state_of(h)->weak_keys += KEYS_COUNTED;
    return t->used++;
}

bool weakmap_set(Heap *h, WeakMap *m, Value k, Value v)
{
    MAAT_ASSERT(weakmap_key_ok(k));
    struct weak_table *t = m->t;
    uint32_t e = find(h, t, k);
    if (e) {
        weak_entry(t, e - 1)->value = v;
        wrote(h, m, e - 1);
        return true;
    }
    e = take_place(h, t);
    if (e == UINT32_MAX) return false;
    *weak_entry(t, e) = (struct weak_entry){k, v};
    t->count++;
    if (!t->stale && !index_new(h, t, e)) t->stale = true; /* it is found nevertheless */
    if (!(to_obj(k)->gc & GC_SHARED)) to_obj(k)->flags |= OF_WEAKKEY;
    islands_keep(h, to_obj(k));
    wrote(h, m, e);
    return true;
}

bool weakmap_del(Heap *h, WeakMap *m, Value k)
{
    uint32_t e = find(h, m->t, k);
    if (!e) return false;
    weakmap_drop(m->t, e - 1);
    return true;
}

void weakmap_clear(Heap *h, WeakMap *m)
{
    struct weak_table *t = m->t;
    uint64_t bytes = t->bytes;
    free_all(t);
    *t = (struct weak_table){.stale = true, .bytes = bytes};
    grew(h, t, (int64_t)sizeof *t - (int64_t)bytes);
}

struct weak_entry *weakmap_next(Heap *h, const WeakMap *m, uint32_t *i)
{
    const struct weak_table *t = m->t;
    while (*i < t->used) {
        struct weak_entry *e = weak_entry(t, (*i)++);
        if (!is_absent(e->key) && !heap_found_dead(h, to_obj(e->key))) return e;
    }
    return NULL;
}

uint32_t weakmap_count(Heap *h, const WeakMap *m)
{
    if (h->phase == GC_IDLE || h->phase == GC_MARKING) return m->t->count;
    uint32_t n = 0;
    for (uint32_t i = 0; weakmap_next(h, m, &i);) n++;
    return n;
}

void weakmap_verify(const Heap *h, const WeakMap *m)
{
    const struct weak_table *t = m->t;
    uint32_t live = 0, unused = 0;
    for (uint32_t i = 0; i < t->used; i++) {
        const struct weak_entry *e = weak_entry(t, i);
        if (is_absent(e->key)) continue;
        live++;
        MAAT_CHECK((to_obj(e->key)->gc & GC_SHARED) || (to_obj(e->key)->flags & OF_WEAKKEY),
                   "WM-3: key %u of %p (gc %x) is of type %d (gc %x), phase %d", i, (const void *)m,
                   m->h.gc, to_obj(e->key)->type, to_obj(e->key)->gc, h->phase);
        bool young = is_young(e->key) || is_young(e->value);
        MAAT_CHECK(!young || !(m->h.gc & GC_OLD) ||
                       (t->card[i / WEAK_CARD] && (m->h.gc & GC_REMEMBERED)),
                   "WM-2: entry %u", i);
        MAAT_CHECK(t->stale || t->moves != h->moves || fresh_find(t, e->key) == i + 1 ||
                       firm_find(t, e->key) == i + 1,
                   "WM-4: entry %u is not found", i);
    }
    for (uint32_t e = t->free; e; e = (uint32_t)to_int(weak_entry(t, e - 1)->value)) unused++;
    MAAT_CHECK(live == t->count && live + unused == t->used && t->used <= t->cap,
               "WM-1: %u live, %u free, %u counted, %u used", live, unused, t->count, t->used);
}
