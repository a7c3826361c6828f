/* A heap with rooted slots, for tests of operations on values. A tiny young area and many collections: what is not rooted
 * where it must be does not survive. */
#ifndef MAAT_TESTS_UNIT_HEAP_VALUES_H
#define MAAT_TESTS_UNIT_HEAP_VALUES_H

#include "base/buf.h"
#include "base/mem.h"
#include "heap/array.h"
#include "heap/map.h"
#include "heap/num.h"
#include "heap/string.h"
#include "tests/unit/unit.h"

#define SLOTS 32

static Heap heap;
static Value slot[SLOTS];
static Value area[64];
static uint64_t seed = 1;

static inline uint32_t rnd(uint32_t n)
{
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)((seed >> 33) % n);
}
static inline uint64_t rnd64(void)
{
    return (uint64_t)rnd(1u << 31) << 33 ^ (uint64_t)rnd(1u << 31) << 11 ^ rnd(1u << 31);
}

static inline void visit_slots(Heap *h, struct gc *g)
{
    (void)h;
    gc_range(g, slot, slot + SLOTS);
}
static inline void heap_begin(void)
{
    for (int i = 0; i < SLOTS; i++) slot[i] = V_NIL;
    heap_init(&heap, visit_slots, area, 64, 0);
}
static inline void heap_end(void) { heap_fini(&heap); }

/* Moves everything. */
static inline void move_all(void) { ck_assert(rnd(4) ? heap_minor(&heap) : heap_major(&heap)); }
static inline void maybe_move(void)
{
    if (rnd(50) == 0) move_all();
}

static inline Value str(const char *s)
{
    Value v;
    ck_assert(str_cstr(&heap, s, &v));
    return v;
}
static inline Value big(const char *digits)
{
    Value v;
    ck_assert_int_eq(num_parse(&heap, digits, strlen(digits), &v), NUM_PARSED);
    return v;
}

#endif
