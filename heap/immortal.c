/* Immortal objects, chained from one root so that leak checkers see that they are wanted. */
#include "heap/immortal.h"
#include "base/atomic.h"
#include "base/mem.h"
#include "heap/map.h"

struct immortal_block {
    struct immortal_block *next;
    Obj obj[];
};
/* [any, atomic: cas_ar publishes; nobody reads but a leak checker] */
static struct immortal_block *blocks;

void *immortal_alloc(enum obj_type t, size_t words)
{
    MAAT_CHECK(words >= 2 && words <= UINT32_MAX, "%zu words", words);
    struct immortal_block *b = mem_zalloc(MEM_CODE, sizeof *b + words * sizeof(Value));
    b->obj[0] = (Obj){.type = (uint8_t)t, .gc = GC_SHARED, .words = (uint32_t)words};
    b->next = load_rlx(&blocks);
    while (!cas_ar(&blocks, &b->next, b)) {}
    return b->obj;
}

static Slots *immortal_slots(const Value *v, uint32_t n)
{
    Slots *s = immortal_alloc(T_SLOTS, 1 + (size_t)n + (n == 0));
    memcpy(s->v, v, n * sizeof *v);
    if (n == 0) s->v[0] = V_NIL;
    return s;
}

Value immortal_array(const Value *v, uint32_t n)
{
    Array *a = immortal_alloc(T_ARRAY, WORDS_OF(Array));
    a->len = n;
    a->slots = n ? immortal_slots(v, n) : NULL;
    return from_obj(a);
}

/* n entries need an index of at least 4/3 of that. */
static Index *immortal_index(const Map *m)
{
    uint32_t cap = 16;
    while (cap < m->used * 2) cap *= 2;
    Index *ix = immortal_alloc(T_INDEX, WORDS_OF(Index) + cap);
    ix->n = cap;
    for (uint32_t e = 0; e < m->used; e++) {
        uint32_t hash = key_hash(map_key_at(m, e)), i = hash & (cap - 1);
        while (ix->at[i].entry) i = (i + 1) & (cap - 1);
        ix->at[i] = (struct index_slot){hash, e + 1};
    }
    return ix;
}

Value immortal_map(const Value *kv, uint32_t n)
{
    Map *m = immortal_alloc(T_MAP, WORDS_OF(Map));
    m->count = m->used = n;
    m->entries = n ? immortal_slots(kv, 2 * n) : NULL;
    m->index = n > MAP_LINEAR ? immortal_index(m) : NULL;
    return from_obj(m);
}
