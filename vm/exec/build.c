/* BUILD and BUILT: values that are made to be sent (heap/region.h), and what each place in the code has learned of them. */
#include "vm/exec/build.h"

#include "heap/island.h"
#include "vm/exec/interp.h"
#include "vm/maatine/life.h"

/* Less than this is copied as quickly as a collection begins. */
#define MADE_LEAST  2048
/* Where it could not be claimed so often in a row, it is tried each RETRY times. */
#define FAILED_MOST 3
#define RETRY       64
/* What was claimed is to be this part of what was made. */
#define USEFUL_PART 16

/* Tokens are values that no program has. */
static inline Value token_of(uint32_t tag) { return (TAG_SPECIAL << TAG_SHIFT) | 1ull << 40 | tag; }

uint32_t build_tag(Value token) { return token == token_of((uint32_t)token) ? (uint32_t)token : 0; }

static uint64_t made_least(void)
{
    uint64_t min = island_min();
    return min < MADE_LEAST / 2 ? min : MADE_LEAST;
}

/* Whether it is too often of no use. */
static bool gives_up(struct build_site *s)
{
    uint8_t n = load_rlx(&s->failed);
    if (MAAT_LIKELY(n < FAILED_MOST)) return false;
    store_rlx(&s->failed, (uint8_t)(n < FAILED_MOST + RETRY ? n + 1 : FAILED_MOST - 1));
    return true;
}

Value build_begin(Maatine *m, struct build_site *s)
{
    if (!m->rt->moves || gives_up(s)) return V_NIL;
    Value mark = region_mark(&m->heap);
    region_open(&m->heap, mark, (size_t)(m->R - m->stack));
    return mark;
}

static void learn(struct build_site *s, uint32_t tag, uint64_t bytes, uint64_t made)
{
    if (tag && bytes >= made / USEFUL_PART) {
        store_rlx(&s->failed, 0);
        store_rlx(&s->hint, (uint32_t)(bytes < UINT32_MAX ? bytes : UINT32_MAX));
    } else if (load_rlx(&s->failed) < FAILED_MOST) {
        store_rlx(&s->failed, (uint8_t)(s->failed + 1));
    }
}

Value build_end(Maatine *m, struct build_site *s, Value *v, Value mark)
{
    Heap *h = &m->heap;
    uint64_t made = region_close(h, mark), bytes = 0;
    if (made < made_least()) {
        if (!(mark & REGION_NONE)) region_drop(h);
        uint8_t n = load_rlx(&s->small);
        if (n < BUILD_SMALL) store_rlx(&s->small, (uint8_t)(n + 1));
        return V_NIL;
    }
    store_rlx(&s->small, 0);
    if (made == UINT64_MAX) return V_NIL; /* there was a collection, and no region: the next time */
    for (uint32_t i = 0; i < s->ndead; i++) m->R[s->dead[i]] = V_NIL;
    m->result = m->tail_fn = V_NIL; /* left over from the operation before */
    uint32_t tag = region_claim(h, v, load_rlx(&s->hint), &bytes);
    learn(s, tag, bytes, made);
    return tag ? token_of(tag) : V_NIL;
}
