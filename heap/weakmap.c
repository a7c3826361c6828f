#include "heap/weakmap.h"

#include "base/hash.h"
#include "heap/gc_cycle.h"

#define FIRST_CAP 8

bool weakmap_key_ok(Value k) { return is_obj(k) && !is_type(k, T_BIGINT) && !is_type(k, T_RANGE); }

/* ---- indexes ---- */

static uint32_t home(const struct weak_index *x, Value k)
{
    return (uint32_t)hash_u64(k) & (x->cap - 1);
}

static void index_put(struct weak_index *x, Value k, uint32_t e)
{
    uint32_t i = home(x, k);
    while (x->at[i]) i = (i + 1) & (x->cap - 1);
    x->at[i] = e + 1;
    x->n++;
}

/* Empties it, with room for n entries. False: no memory, and it is empty. */
static bool index_reset(struct weak_index *x, uint32_t n)
{
    uint32_t cap = 16;
    while (cap < 2 * (uint64_t)n) cap *= 2;
    x->n = 0;
    if (cap > x->cap || cap * 4 < x->cap) {
        mem_free(MEM_GC, x->at);
        x->at = mem_try_alloc(MEM_GC, cap * sizeof *x->at);
        x->cap = x->at ? cap : 0;
        if (!x->at) return false;
    }
    memset(x->at, 0, x->cap * sizeof *x->at);
    return true;
}

static bool index_has_room(const struct weak_index *x) { return 2 * (x->n + 1) <= x->cap; }

static struct weak_entry *index_find(const struct weak_table *t, const struct weak_index *x,
                                     Value k)
{
    if (!x->n) return NULL;
    for (uint32_t i = home(x, k); x->at[i]; i = (i + 1) & (x->cap - 1))
        if (t->e[x->at[i] - 1].key == k) return &t->e[x->at[i] - 1];
    return NULL;
}

static bool is_young(Value v) { return is_ptr(v) && !(to_obj(v)->gc & (GC_OLD | GC_SHARED)); }

/* Puts entries [from, to) that are not deleted into x. */
static void index_fill(const struct weak_table *t, struct weak_index *x, uint32_t from, uint32_t to)
{
    for (uint32_t e = from; e < to; e++)
        if (!is_absent(t->e[e].key)) index_put(x, t->e[e].key, e);
}

static bool firm_grow(struct weak_table *t, uint32_t more)
{
    if (t->firm.cap && 2 * (uint64_t)(t->firm.n + more) <= t->firm.cap) return true;
    if (!index_reset(&t->firm, 2 * (t->low + more))) return false;
    index_fill(t, &t->firm, 0, t->low);
    return true;
}

/* Both indexes as they should be. False: no memory. */
static bool refresh(const Heap *h, struct weak_table *t)
{
    if (!t->stale && t->moves == h->moves) return true;
    if (t->stale) {
        t->low = 0;
        if (!index_reset(&t->firm, 0)) return false;
    }
    t->stale = true; /* until it is done */
    uint32_t low = t->low;
    while (low < t->used && !is_young(t->e[low].key)) low++;
    if (!firm_grow(t, low - t->low)) return false;
    index_fill(t, &t->firm, t->low, low);
    t->low = low;
    if (!index_reset(&t->fresh, t->used - low)) return false;
    index_fill(t, &t->fresh, low, t->used);
    t->moves = h->moves;
    t->stale = false;
    return true;
}

/* ---- life ---- */

bool weakmap_new(Heap *h, Value *out)
{
    struct weak_table *t = mem_try_alloc(MEM_GC, sizeof *t);
    if (!t) return false;
    *t = (struct weak_table){.stale = true};
    if (!heap_reserve(h, WORDS_OF(WeakMap))) {
        mem_free(MEM_GC, t);
        return false;
    }
    WeakMap *m = heap_alloc(h, T_WEAKMAP, WORDS_OF(WeakMap));
    m->t = t;
    heap_add_offheap(h, &m->h, &m->next, sizeof *t);
    *out = from_obj(m);
    return true;
}

uint64_t weakmap_bytes(const WeakMap *m)
{
    const struct weak_table *t = m->t;
    return sizeof *t + (uint64_t)t->cap * sizeof *t->e;
}

void weakmap_release(Obj *o)
{
    struct weak_table *t = ((WeakMap *)o)->t;
    mem_free(MEM_GC, t->e);
    mem_free(MEM_GC, t->card);
    mem_free(MEM_GC, t->firm.at);
    mem_free(MEM_GC, t->fresh.at);
    mem_free(MEM_GC, t);
}

/* ---- access ---- */

struct weak_entry *weakmap_find(Heap *h, WeakMap *m, Value k)
{
    struct weak_table *t = m->t;
    if (!refresh(h, t)) { /* no memory for an index */
        for (uint32_t e = 0; e < t->used; e++)
            if (t->e[e].key == k) return &t->e[e];
        return NULL;
    }
    struct weak_entry *e = index_find(t, &t->fresh, k);
    return e ? e : index_find(t, &t->firm, k);
}

/* All entries have moved: a collection looks at each once. */
static void cards_dirty(Heap *h, WeakMap *m)
{
    struct weak_table *t = m->t;
    memset(t->card, 1, (t->cap + WEAK_CARD - 1) / WEAK_CARD);
    heap_wrote(h, &m->h);
}

static void pack(Heap *h, WeakMap *m)
{
    struct weak_table *t = m->t;
    uint32_t to = 0;
    for (uint32_t e = 0; e < t->used; e++)
        if (!is_absent(t->e[e].key)) t->e[to++] = t->e[e];
    MAAT_ASSERT(to == t->count);
    t->used = to;
    t->stale = true;
    cards_dirty(h, m);
    /* A purge under way would miss what has moved below its place. */
    if (h->phase == GC_PURGE && h->gc->npieces) h->gc->pieces[0].at = 0;
}

static bool grow(Heap *h, WeakMap *m)
{
    struct weak_table *t = m->t;
    if (t->cap > UINT32_MAX / 4) return false;
    uint32_t cap = t->cap ? 2 * t->cap : FIRST_CAP;
    uint32_t cards = (cap + WEAK_CARD - 1) / WEAK_CARD, had = (t->cap + WEAK_CARD - 1) / WEAK_CARD;
    if (!heap_has_room(h, (uint64_t)cap * sizeof *t->e)) return false;
    uint8_t *card = mem_try_realloc(MEM_GC, t->card, cards);
    if (!card) return false;
    memset(card + had, 0, cards - had);
    t->card = card;
    struct weak_entry *e = mem_try_realloc(MEM_GC, t->e, cap * sizeof *e);
    if (!e) return false;
    heap_offheap_grew(h, (int64_t)((cap - t->cap) * sizeof *e));
    t->e = e;
    t->cap = cap;
    return true;
}

static void wrote(Heap *h, WeakMap *m, uint32_t e)
{
    m->t->card[e / WEAK_CARD] = 1;
    heap_wrote(h, &m->h);
}

bool weakmap_set(Heap *h, WeakMap *m, Value k, Value v)
{
    MAAT_ASSERT(weakmap_key_ok(k));
    struct weak_entry *e = weakmap_find(h, m, k);
    struct weak_table *t = m->t;
    if (e) {
        e->value = v;
        wrote(h, m, (uint32_t)(e - t->e));
        return true;
    }
    if (t->used == t->cap) {
        if (t->cap && t->count < t->used / 4 * 3)
            pack(h, m);
        else if (!grow(h, m))
            return false;
        if (!refresh(h, t)) return false;
    }
    if (!index_has_room(&t->fresh)) {
        if (!index_reset(&t->fresh, 2 * (t->used - t->low) + 1)) {
            t->stale = true;
            return false;
        }
        index_fill(t, &t->fresh, t->low, t->used);
    }
    uint32_t at = t->used++;
    t->e[at] = (struct weak_entry){k, v};
    t->count++;
    index_put(&t->fresh, k, at);
    if (!(to_obj(k)->gc & GC_SHARED)) to_obj(k)->flags |= OF_WEAKKEY;
    islands_keep(h, to_obj(k));
    wrote(h, m, at);
    return true;
}

bool weakmap_del(Heap *h, WeakMap *m, Value k)
{
    struct weak_entry *e = weakmap_find(h, m, k);
    if (!e) return false;
    weakmap_drop(m->t, (uint32_t)(e - m->t->e));
    return true;
}

void weakmap_clear(Heap *h, WeakMap *m)
{
    (void)h;
    m->t->used = m->t->count = 0;
    m->t->stale = true;
}

struct weak_entry *weakmap_next(Heap *h, const WeakMap *m, uint32_t *i)
{
    const struct weak_table *t = m->t;
    while (*i < t->used) {
        struct weak_entry *e = &t->e[(*i)++];
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
    uint32_t live = 0;
    for (uint32_t e = 0; e < t->used; e++) {
        if (is_absent(t->e[e].key)) continue;
        live++;
        MAAT_CHECK((to_obj(t->e[e].key)->gc & GC_SHARED) ||
                       (to_obj(t->e[e].key)->flags & OF_WEAKKEY),
                   "WM-3: key %u of %p (gc %x) is of type %d (gc %x), phase %d, low %u", e,
                   (const void *)m, m->h.gc, to_obj(t->e[e].key)->type, to_obj(t->e[e].key)->gc,
                   h->phase, t->low);
        bool young = is_young(t->e[e].key) || is_young(t->e[e].value);
        MAAT_CHECK(!young || !(m->h.gc & GC_OLD) ||
                       (t->card[e / WEAK_CARD] && (m->h.gc & GC_REMEMBERED)),
                   "WM-2: entry %u", e);
    }
    MAAT_CHECK(live == t->count && t->used <= t->cap, "WM-1: %u live, %u counted", live, t->count);
}
