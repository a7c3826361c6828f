/* Random graphs of all kinds of objects, and whether two graphs are the same in shape: what the tests of the copier, of
 * parcels and of frozen values share. */
#ifndef MAAT_TESTS_UNIT_HEAP_GRAPH_H
#define MAAT_TESTS_UNIT_HEAP_GRAPH_H

#include "base/hash.h"
#include "base/mem.h"
#include "heap/block.h"
#include "heap/heap.h"
#include "heap/scan.h"
#include "heap/strbuf.h"
#include "tests/unit/unit.h"

#define GRAPH_ROOTS 64

typedef struct graph_heap {
    Heap h;
    Value roots[GRAPH_ROOTS];
    Value area[256];
} GraphHeap;

static uint64_t graph_seed = 1;
static bool graph_boxes = true; /* variables cannot be frozen as they are */
static bool graph_wide =
    true; /* objects over HEAP_LARGE_WORDS that are no storage: no island has one */
static inline uint32_t graph_rnd(uint32_t n)
{
    graph_seed = graph_seed * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)((graph_seed >> 33) % n);
}

static inline void graph_visit(Heap *h, struct gc *g)
{
    GraphHeap *gh = (GraphHeap *)h;
    gc_range(g, gh->roots, gh->roots + GRAPH_ROOTS);
}
static inline GraphHeap *graph_heap_new(void)
{
    GraphHeap *g = mem_alloc(MEM_TEMP, sizeof *g);
    heap_init(&g->h, graph_visit, g->area, 256, 0);
    for (int i = 0; i < GRAPH_ROOTS; i++) g->roots[i] = V_NIL;
    return g;
}
static inline void graph_heap_free(GraphHeap *g)
{
    heap_fini(&g->h);
    mem_free(MEM_TEMP, g);
}

/* ---- making ---- */

static inline Value graph_str(Heap *h, const char *s)
{
    uint32_t n = (uint32_t)strlen(s);
    Str *o = heap_alloc(h, T_STR, WORDS_OF(Str) + WORDS(n + 1));
    o->s.hash = 0;
    o->s.chars = UINT32_MAX;
    o->s.len = n;
    memcpy(o->p, s, n + 1);
    return from_str(o);
}
static inline Value graph_strx(Heap *h, uint32_t len)
{
    StrBuf *b = strbuf_new(len + 10, len);
    memset(b->p, 'x', len + 10);
    b->used = len + 5;
    StrX *x = heap_alloc(h, T_STRX, WORDS_OF(StrX));
    x->s.hash = 0;
    x->s.chars = UINT32_MAX;
    x->s.len = len;
    x->buf = b;
    x->from = 5;
    heap_add_offheap(h, &x->s.h, &x->next, strbuf_bytes(b));
    return from_str(x);
}
static inline Value graph_bytes(Heap *h, uint32_t len)
{
    Bytes *b = heap_alloc(h, T_BYTES, WORDS_OF(Bytes));
    b->len = len;
    b->from = 0;
    b->buf = strbuf_new(len, len);
    memset(b->buf->p, 'b', len);
    heap_add_offheap(h, &b->h, &b->next, strbuf_bytes(b->buf));
    return from_obj(b);
}
static inline Slots *graph_slots(Heap *h, uint32_t n)
{
    Slots *s = heap_alloc_any(h, T_SLOTS, n + 1);
    for (uint32_t i = 0; i < n; i++) s->v[i] = V_ABSENT;
    return s;
}
/* len elements, all nil, with room in front and behind. */
static inline Value graph_array(Heap *h, uint32_t len)
{
    Array *a = heap_alloc(h, T_ARRAY, WORDS_OF(Array));
    a->len = len;
    a->start = len % 3;
    a->slots = len ? graph_slots(h, len + 5) : NULL;
    for (uint32_t i = 0; i < len; i++) a->slots->v[a->start + i] = V_NIL;
    return from_obj(a);
}
static inline Value graph_map(Heap *h, uint32_t n, bool set)
{
    Map *m = heap_alloc(h, set ? T_SET : T_MAP, WORDS_OF(Map));
    uint32_t per = set ? 1 : 2;
    m->count = m->used = n;
    m->entries = n ? graph_slots(h, per * (n + 2)) : NULL;
    m->index = NULL;
    for (uint32_t i = 0; i < n; i++) {
        m->entries->v[per * i] = from_int(i);
        if (!set) m->entries->v[2 * i + 1] = V_NIL;
    }
    if (n <= MAP_LINEAR) return from_obj(m);
    m->index = heap_alloc_any(h, T_INDEX, WORDS_OF(Index) + 32);
    m->index->n = 32;
    m->index->moved = 0;
    m->index->old = NULL;
    for (uint32_t i = 0; i < 32; i++) m->index->at[i] = (struct index_slot){~i, i};
    return from_obj(m);
}
static inline Value graph_fields(Heap *h, enum obj_type t, uint32_t n)
{
    Inst *o = heap_alloc_any(h, t, n + 2);
    o->cls = (struct class_ *)(uintptr_t)0x1230;
    o->h.flags = t == T_INST ? OF_HAS_FINAL : 0;
    for (uint32_t i = 0; i < n; i++) o->f[i] = V_NIL;
    return from_obj(o);
}
static inline Value graph_node(Heap *h)
{
    char text[STR_INLINE_MAX];
    switch (graph_rnd(14)) {
    case 0:
    case 1:
    case 2: return graph_array(h, graph_rnd(9));
    case 3: return graph_array(h, 250 + graph_rnd(100));
    case 4: return graph_map(h, graph_rnd(20), false);
    case 5: return graph_map(h, graph_rnd(20), true);
    case 6: return graph_fields(h, T_INST, 1 + graph_rnd(5));
    case 7: return graph_fields(h, T_FN, graph_wide ? 200 + graph_rnd(100) : 100);
    case 8: return graph_strx(h, 100 + graph_rnd(100));
    case 9: return graph_bytes(h, graph_rnd(300));
    case 10: {
        if (!graph_boxes) return graph_array(h, 2);
        Box *b = heap_alloc(h, T_BOX, WORDS_OF(Box));
        b->v = V_NIL;
        return from_obj(b);
    }
    case 11: {
        BigInt *b = heap_alloc(h, T_BIGINT, WORDS_OF(BigInt) + 2);
        b->sign = -1;
        b->n = 2;
        b->limb[0] = 0xFFFEFFFEFFFEFFFE; /* not to be taken for a value */
        b->limb[1] = graph_rnd(1000);
        return from_obj(b);
    }
    default: snprintf(text, sizeof text, "text %u", graph_rnd(100000)); return graph_str(h, text);
    }
}

/* The n-th place for a value inside an object, and which object to remember for it; NULL: no more. */
static inline Value *graph_slot(Value v, uint32_t n, Obj **holder)
{
    Obj *o = to_obj(v);
    const Array *a = (const Array *)o;
    const Map *m = (const Map *)o;
    *holder = o;
    switch (o->type) {
    case T_ARRAY:
        if (n >= a->len) return NULL;
        *holder = &a->slots->h;
        return &a->slots->v[a->start + n];
    case T_MAP:
    case T_SET:
        if (n >= m->used * (o->type == T_SET ? 1 : 2)) return NULL;
        *holder = &m->entries->h;
        return &m->entries->v[n];
    case T_INST:
    case T_FN:
    case T_BOX: {
        uint32_t first = scan_shape(o)->first;
        return first + n < o->words ? (Value *)o + first + n : NULL;
    }
    default: return NULL;
    }
}

/* A random graph of about n nodes behind roots[0], which is an array of them. */
static inline void graph_make(GraphHeap *g, uint32_t n)
{
    Obj *holder;
    g->roots[0] = graph_array(&g->h, 0);
    ck_assert(heap_reserve(&g->h, 300));
    g->roots[0] = graph_array(&g->h, n);
    for (uint32_t i = 0; i < n; i++) {
        ck_assert(heap_reserve(&g->h, 300));
        Value v = graph_node(&g->h);
        *graph_slot(g->roots[0], i, &holder) = v;
        heap_wrote(&g->h, holder);
    }
    for (uint32_t i = 0; i < 4 * n; i++) {
        Value from = *graph_slot(g->roots[0], graph_rnd(n), &holder);
        Value to = *graph_slot(g->roots[0], graph_rnd(n), &holder);
        Value *slot = graph_slot(from, graph_rnd(graph_rnd(2) ? 6 : 300), &holder);
        if (!slot) continue;
        *slot = graph_rnd(5) ? to : from_int(i);
        heap_wrote(&g->h, holder);
    }
}

/* ---- comparing ---- */

struct graph_pair {
    Obj *a, *b;
};
struct graph_pairs {
    struct graph_pair *at, *todo;
    size_t cap, count, ntodo;
};

static inline struct graph_pair *graph_find(struct graph_pairs *p, Obj *a)
{
    size_t i = hash_u64((uintptr_t)a);
    while (p->at[i & (p->cap - 1)].a && p->at[i & (p->cap - 1)].a != a) i++;
    return &p->at[i & (p->cap - 1)];
}
static inline void graph_grow(struct graph_pairs *p)
{
    struct graph_pairs to = {.cap = p->cap ? 2 * p->cap : 64};
    to.at = calloc(to.cap, sizeof *to.at);
    for (size_t i = 0; i < p->cap; i++)
        if (p->at[i].a) *graph_find(&to, p->at[i].a) = p->at[i];
    free(p->at);
    p->at = to.at;
    p->cap = to.cap;
    p->todo = realloc(p->todo, p->cap * sizeof *p->todo);
}

static inline bool graph_bytes_same(const void *a, const void *b, size_t n)
{
    return memcmp(a, b, n) == 0;
}

static inline bool graph_raw_same(Obj *a, Obj *b)
{
    uint16_t but = OF_HAS_FINAL;
    if (a->type != b->type || (a->flags & ~but) != (b->flags & ~but)) return false;
    switch (a->type) {
    case T_ARRAY: return ((Array *)a)->len == ((Array *)b)->len;
    case T_MAP:
    case T_SET: {
        Map *m = (Map *)a, *n = (Map *)b;
        if (m->count != n->count || m->used != n->used || !m->index != !n->index) return false;
        return !m->index || graph_bytes_same(&m->index->n, &n->index->n, 8 + 8 * m->index->n);
    }
    case T_STR: return graph_bytes_same(((Str *)a)->p, ((Str *)b)->p, ((Str *)a)->s.len + 1);
    case T_STRX:
        return ((StrX *)a)->buf == ((StrX *)b)->buf && ((StrX *)a)->s.len == ((StrX *)b)->s.len;
    case T_BYTES: {
        Bytes *m = (Bytes *)a, *n = (Bytes *)b;
        return m->len == n->len && m->buf != n->buf &&
               graph_bytes_same(m->buf->p, n->buf->p, m->len);
    }
    case T_BIGINT:
        return a->words == b->words && graph_bytes_same(a + 1, b + 1, 8 * (a->words - 1));
    case T_INST:
    case T_FN: return a->words == b->words && ((Inst *)a)->cls == ((Inst *)b)->cls;
    default: return a->words == b->words;
    }
}

/* Notes the pair; false: a met another partner before. */
static inline bool graph_meet(struct graph_pairs *p, Value a, Value b)
{
    if (!is_ptr(a) || !is_ptr(b) || to_obj(a)->gc & GC_SHARED) return a == b;
    if (value_tag(a) != value_tag(b)) return false;
    if (2 * (p->count + 1) > p->cap) graph_grow(p);
    struct graph_pair *e = graph_find(p, to_obj(a));
    if (e->a) return e->b == to_obj(b);
    *e = (struct graph_pair){to_obj(a), to_obj(b)};
    p->todo[p->ntodo++] = *e;
    p->count++;
    return true;
}

/* How many objects the graphs have, if b is a copy of a: same contents, sharing and cycles; 0: it is not. */
static inline size_t graph_same(Value a, Value b)
{
    struct graph_pairs p = {0};
    bool same = graph_meet(&p, a, b);
    while (same && p.ntodo > 0) {
        struct graph_pair e = p.todo[--p.ntodo];
        Value v = from_obj(e.a), w = from_obj(e.b);
        same = graph_raw_same(e.a, e.b);
        Obj *holder;
        for (uint32_t i = 0; same && graph_slot(v, i, &holder); i++) {
            Value *other = graph_slot(w, i, &holder);
            same = other && graph_meet(&p, *graph_slot(v, i, &holder), *other);
        }
    }
    size_t n = p.count;
    free(p.at);
    free(p.todo);
    return same ? n : 0;
}

/* Nothing of these types is allocated. */
static inline void graph_no_leaks(void)
{
    struct mem_stat all[MEM_TYPE_COUNT];
    block_flush();
    mem_stats(all);
    for (int t = 0; t < MEM_TYPE_COUNT; t++)
        if (t != MEM_RUNTIME && t != MEM_CODE)
            ck_assert_msg(all[t].count == 0, "%s: %d left", all[t].name, (int)all[t].count);
}

#endif
