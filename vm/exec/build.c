/* BUILD and BUILT: values that are made to be sent (heap/region.h), and what each place in the code has learned of them. */
#include "vm/exec/build.h"

#include "heap/island.h"
#include "vm/exec/interp.h"
#include "vm/maatine/life.h"

/* Less than this is copied as quickly as a collection begins. */
#define MADE_LEAST     2048
/* Where it could not be claimed so often in a row, it is tried each RETRY times. */
#define FAILED_MOST    3
#define RETRY          64
/* What was claimed is to be this part of what was made. */
#define USEFUL_PART    16
/* Where it was this part, and more, the next regions have windows (region.h). Nobody sees what dies in them, so each DENSE_MOST times there
 * are none. */
#define DENSE_PART     2
#define DENSE_MOST     64
/* From so many bytes on to build something puts out of the caches what its send needs. */
#define CACHES_EMPTIED (256u * 1024)

static uint64_t made_least(void)
{
    uint64_t min = island_min();
    return min < MADE_LEAST / 2 ? min : MADE_LEAST;
}

/* Whether it is too often of no use. */
static bool gives_up(struct build_learned *l)
{
    uint8_t n = load_rlx(&l->failed);
    if (MAAT_LIKELY(n < FAILED_MOST)) return false;
    store_rlx(&l->failed, (uint8_t)(n < FAILED_MOST + RETRY ? n + 1 : FAILED_MOST - 1));
    return true;
}

/* The bytes that the next one may come to, if it is to have windows; else 0. */
static uint64_t expected(const struct build_learned *l)
{
    uint8_t n = load_rlx(&l->dense);
    return n > 0 && n < DENSE_MOST ? load_rlx(&l->hint) : 0;
}

/* `depth`: of the frame that must not be left meanwhile. */
static Value begin(Maatine *m, struct build_learned *l, size_t depth)
{
    if (!m->rt->moves || gives_up(l)) return V_NIL;
    Value mark = region_mark(&m->heap);
    region_open(&m->heap, mark, depth, expected(l));
    return mark;
}

Value build_begin(Maatine *m, struct build_learned *l)
{
    return begin(m, l, (size_t)(m->R - m->stack));
}

Value build_task(Maatine *m, struct build_learned *l)
{
    return build_is_small(l) ? region_mark_none(&m->heap) : begin(m, l, 0);
}

static void learn(struct build_learned *l, uint32_t tag, uint64_t bytes, uint64_t made)
{
    uint8_t n = load_rlx(&l->failed), dense = load_rlx(&l->dense);
    dense = dense < DENSE_MOST ? dense + 1 : 1;
    store_rlx(&l->dense, tag && bytes >= made / DENSE_PART ? dense : 0);
    if (tag && bytes >= made / USEFUL_PART) {
        store_rlx(&l->failed, 0);
        store_rlx(&l->hint, (uint32_t)(bytes < UINT32_MAX ? bytes : UINT32_MAX));
    } else if (n < FAILED_MOST) {
        store_rlx(&l->failed, (uint8_t)(n + 1));
    }
}

/* Whether it is worth while to claim what was made since the mark, *made bytes. */
static bool made_much(Heap *h, struct build_learned *l, Value mark, uint64_t *made)
{
    *made = region_close(h, mark);
    if (*made < made_least()) {
        if (!(mark & REGION_NONE)) region_drop(h);
        uint8_t n = load_rlx(&l->small);
        if (n < BUILD_SMALL) store_rlx(&l->small, (uint8_t)(n + 1));
        return false;
    }
    store_rlx(&l->small, 0);
    return *made != UINT64_MAX; /* there was a collection, and no region: the next time */
}

static Value claim(Heap *h, struct build_learned *l, Value *v, uint64_t made)
{
    uint64_t bytes = 0;
    uint32_t tag = region_claim(h, v, load_rlx(&l->hint), &bytes);
    learn(l, tag, bytes, made);
    return tag ? build_token(tag) : V_NIL;
}

Value build_end(Maatine *m, struct build_site *s, Value *v, Value mark)
{
    uint64_t made;
    if (!made_much(&m->heap, &s->learned, mark, &made)) return V_NIL;
    for (uint32_t i = 0; i < s->ndead; i++) m->R[s->dead[i]] = V_NIL;
    m->result = m->tail_fn = V_NIL; /* left over from the operation before */
    Value token = claim(&m->heap, &s->learned, v, made);
    if (!is_nil(token) && made >= CACHES_EMPTIED) maatine_send_ahead(m);
    return token;
}

/* What was received and not touched since is a piece already. */
static Value received(Heap *h, Value v)
{
    Island **from, *i = heap_find_island(h, to_obj(v), &from);
    bool whole = i && !i->held && heap_may_part(h) && heap_may_leave(h, i->tag);
    return whole && !heap_island_touched(h, i) ? build_token(i->tag) : V_NIL;
}

Value build_task_end(Maatine *m, struct build_learned *l, Value *result, Value mark)
{
    uint64_t made;
    if (!m->rt->moves || !is_obj(*result) || (to_obj(*result)->gc & GC_SHARED)) return V_NIL;
    Value token = received(&m->heap, *result);
    if (!is_nil(token) || !is_int(mark) || !made_much(&m->heap, l, mark, &made)) return token;
    exec_clear(m);
    m->tail_fn = V_NIL;
    return claim(&m->heap, l, result, made);
}
