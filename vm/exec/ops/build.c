/* Building arrays, maps, ranges, strings, bytes; regexes. */
#include "heap/array.h"
#include "heap/bytes.h"
#include "heap/map.h"
#include "heap/string.h"
#include "heap/range.h"
#include "vm/exec/interp.h"
#include <stdio.h>

#define OUT_OF_MEMORY(words) FLOW(raise_error(m, ERR_MemoryError, "out of memory"), words)

OP_SLOW_FN(NEWARRAY)
{
    Value out;
    SAVE();
    if (!array_from(&m->heap, &R[B], C, &out)) OUT_OF_MEMORY(0);
    R[A] = out;
    NEXT;
}

static inline bool makes_few(const Maatine *m, uint32_t n)
{
    return MAAT_LIKELY(!BUILD_STRESS && n <= ARRAY_FEW &&
                       heap_has_words(&m->heap, array_few_words(n)));
}

static inline Value few(Maatine *m, const Value *v, uint32_t n)
{
    return n ? array_of_few(&m->heap, v, n) : array_of_none(&m->heap);
}

OP_FN(NEWARRAY)
{
    uint32_t n = C;
    if (!makes_few(m, n)) TO_SLOW(NEWARRAY);
    R[A] = few(m, &R[B], n);
    NEXT;
}

OP_FN(NEWARRAY_RETURN)
{
    uint32_t n = C;
    MAAT_ASSERT(insn_a(load_rlx(pc)) == A);
    if (!makes_few(m, n) || (R[-2] & RET_MASK)) TO_OP(NEWARRAY);
    RETURN_VALUE(few(m, &R[B], n), NEXT);
}

OP_FN(ARRPUSH)
{
    SAVE();
    if (!array_push(&m->heap, &R[A], &R[B])) OUT_OF_MEMORY(0);
    NEXT;
}

OP_FN(ARRCAT)
{
    SAVE();
    FLOW(slow_spread(m, &R[A], &R[B]), 0);
}

OP_SLOW_FN(ASARRAY)
{
    Value out;
    SAVE();
    if (!array_from(&m->heap, &R[B], 0, &out)) OUT_OF_MEMORY(0);
    R[A] = out;
    FLOW(slow_spread(m, &R[A], &R[B]), 0);
}

OP_FN(ASARRAY)
{
    Value v = R[B];
    if (MAAT_UNLIKELY(!is_array(v))) TO_SLOW(ASARRAY);
    R[A] = v;
    NEXT;
}

OP_FN(NEWMAP)
{
    Value out;
    SAVE();
    if (!map_new(&m->heap, B, &out)) OUT_OF_MEMORY(0);
    R[A] = out;
    NEXT;
}

static inline Value map_of_few(Heap *h, const Array *keys, const Value *v, uint32_t n)
{
    Slots *s = heap_alloc(h, T_SLOTS, 1 + 2 * n);
    Map *map = heap_alloc(h, T_MAP, WORDS_OF(Map));
    for (uint32_t i = 0; i < n; i++) {
        s->v[2 * i] = keys->slots->v[i];
        s->v[2 * i + 1] = v[i];
    }
    map->count = map->used = n;
    map->entries = s;
    map->index = NULL;
    return from_obj(map);
}

OP_SLOW_FN(NEWMAPK)
{
    SAVE();
    if (!heap_reserve(&m->heap, 1 + 2 * C + WORDS_OF(Map))) OUT_OF_MEMORY(1);
    R[A] = map_of_few(&m->heap, (const Array *)to_obj(*pc), &R[B], C);
    pc++;
    NEXT;
}

OP_FN(NEWMAPK)
{
    if (MAAT_UNLIKELY(BUILD_STRESS || !heap_has_words(&m->heap, 1 + 2 * C + WORDS_OF(Map))))
        TO_SLOW(NEWMAPK);
    R[A] = map_of_few(&m->heap, (const Array *)to_obj(*pc), &R[B], C);
    pc++;
    NEXT;
}

OP_FN(MAPPUT)
{
    SAVE();
    FLOW(slow_setindex(m, &R[A], &R[B], &R[C]), 0);
}

OP_FN(MAPCAT)
{
    SAVE();
    FLOW(slow_mapcat(m, &R[A], &R[B]), 0);
}

/* Sets m->result. */
static bool first_of(Maatine *m, Value from)
{
    m->result = from;
    return !range_from_far(from) ||
           num_from_double(&m->heap, to_double(from), &m->result) == NUM_OK;
}

enum flow range_new(Maatine *m, Value *dst, const Value *from, const Value *to, bool excl)
{
    if (!is_num(*from) || !is_num(*to)) {
        char left[64];
        snprintf(left, sizeof left, "%s", type_name(m, *from));
        return raise_error(m, ERR_TypeError, "a Range needs two Nums, not %s and %s", left,
                           type_name(m, *to));
    }
    bool ok = first_of(m, *from) && heap_reserve(&m->heap, WORDS_OF(Range));
    Value first = m->result;
    m->result = V_NIL;
    if (!ok) return raise_error(m, ERR_MemoryError, "out of memory");
    Range *r = heap_alloc(&m->heap, T_RANGE, WORDS_OF(Range));
    r->h.flags = excl ? OF_EXCL : 0;
    r->from = first;
    r->to = *to;
    *dst = from_obj(r);
    return FLOW_NEXT;
}

OP_FN(NEWRANGE)
{
    SAVE();
    FLOW(range_new(m, &R[A], &R[B], &R[C], false), 0);
}

OP_FN(NEWRANGEX)
{
    SAVE();
    FLOW(range_new(m, &R[A], &R[B], &R[C], true), 0);
}

OP_FN(NEWBYTES)
{
    Value out;
    SAVE();
    Bytes *b = (Bytes *)to_obj(K[UIMM]);
    if (!bytes_new(&m->heap, bytes_data(b), b->len, &out)) OUT_OF_MEMORY(0);
    R[A] = out;
    NEXT;
}

OP_FN(TOSTR)
{
    Value v = R[B];
    if (is_str(v)) {
        R[A] = v;
        NEXT;
    }
    SAVE();
    FLOW(slow_tostr(m, &R[A], &R[B]), 0);
}

OP_FN(STRCAT)
{
    Value out;
    SAVE();
    if (!str_join(&m->heap, &R[B], C, &out)) OUT_OF_MEMORY(0);
    R[A] = out;
    NEXT;
}

OP_FN(FREEZE)
{
    SAVE();
    FLOW(slow_freeze(m, &R[A], &R[B]), 0);
}

/* ---- regexes ---- */

OP_FN(MATCH)
{
    SAVE();
    FLOW(slow_match(m, &R[A], &R[B], &R[C], fail_extra(pc[0])), 1);
}

OP_FN(GROUP)
{
    Value g = R[B];
    Value v = V_NIL;
    if (is_array(g)) {
        Array *a = (Array *)to_obj(g);
        if (C < a->len) v = a->slots->v[a->start + C];
    }
    R[A] = v;
    NEXT;
}
