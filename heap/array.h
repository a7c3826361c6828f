/* Array: mutable, growable. The elements lie in a Slots object; the first one at `start`, so that shift is O(1).
 *
 * Functions with a Heap may collect and return false if there is no memory; rooted operands are `Value *`, *out is raw.
 * The caller has seen to it that what is changed is not frozen.
 *
 * AR-1  start + len <= capacity; slots outside hold any valid value.
 */
#ifndef MAAT_HEAP_ARRAY_H
#define MAAT_HEAP_ARRAY_H

#include "heap/heap.h"

#define ARRAY_MAX 0xFFFFFFF0u /* elements */

static inline Array *to_array(Value v)
{
    MAAT_ASSERT(is_array(v));
    return (Array *)to_obj(v);
}
static inline uint32_t array_len(Value v) { return to_array(v)->len; }
static inline uint32_t array_cap(const Array *a) { return a->slots ? a->slots->h.words - 1 : 0; }
static inline Value *array_at(const Array *a, uint32_t i)
{
    MAAT_ASSERT(i < a->len);
    return &a->slots->v[a->start + i];
}
static inline Value array_get(Value v, uint32_t i) { return *array_at(to_array(v), i); }

/* With room for cap elements. */
MAAT_MUST_CHECK bool array_new(Heap *h, uint64_t cap, Value *out);
/* Of n values in rooted slots (v may be NULL if n is 0). */
MAAT_MUST_CHECK bool array_from(Heap *h, Value *v, uint32_t n, Value *out);

/* Of n values, 1 to ARRAY_FEW; array_few_words(n) are reserved. Nothing is written twice. */
#define ARRAY_FEW 32
static inline size_t array_few_words(uint32_t n) { return 1 + n + WORDS_OF(Array); }
static inline Value array_of_few(Heap *h, const Value *v, uint32_t n)
{
    Slots *s = heap_alloc(h, T_SLOTS, 1 + n);
    Array *a = heap_alloc(h, T_ARRAY, WORDS_OF(Array));
    copy_few(s->v, v, n);
    a->len = n;
    a->start = 0;
    a->slots = s;
    return from_obj(a);
}

/* WORDS_OF(Array) are reserved. */
static inline Value array_of_none(Heap *h)
{
    Array *a = heap_alloc(h, T_ARRAY, WORDS_OF(Array));
    a->len = a->start = 0;
    a->slots = NULL;
    return from_obj(a);
}

MAAT_MUST_CHECK bool array_push_slow(Heap *h, Value *a, Value *v);
MAAT_MUST_CHECK static inline bool array_push(Heap *h, Value *a, Value *v)
{
    Array *arr = to_array(*a);
    if (MAAT_LIKELY(arr->start + arr->len < array_cap(arr))) {
        Value *at = &arr->slots->v[arr->start + arr->len++];
        *at = *v;
        if (is_ptr(*v)) heap_wrote_at(h, &arr->slots->h, at);
        return true;
    }
    return array_push_slow(h, a, v);
}
/* Writes element i; what lies between the old end and i becomes nil. */
MAAT_MUST_CHECK bool array_set(Heap *h, Value *a, uint64_t i, Value *v);
/* The element taken off; nil if there is none. Never collect. */
Value array_pop(Heap *h, Value a);
Value array_shift(Heap *h, Value a);
void array_clear(Heap *h, Value a);
/* Inserts n rooted values in front of element i (at most len). */
MAAT_MUST_CHECK bool array_insert(Heap *h, Value *a, uint64_t i, Value *v, uint32_t n);
/* Takes n elements from i on out (both cut to what is there). Never collects. */
void array_remove(Heap *h, Value a, uint64_t i, uint64_t n);
/* Appends the elements of b (which may be a itself). */
MAAT_MUST_CHECK bool array_append(Heap *h, Value *a, Value *b);
/* Room for n more elements behind the end: pushes that never fail or collect. */
MAAT_MUST_CHECK bool array_reserve(Heap *h, Value *a, uint64_t n);

/* New arrays: n elements from `from` on, cut to what is there (n UINT32_MAX: to the end). */
MAAT_MUST_CHECK bool array_slice(Heap *h, Value *a, uint64_t from, uint64_t n, Value *out);
MAAT_MUST_CHECK bool array_concat(Heap *h, Value *a, Value *b, Value *out);
MAAT_MUST_CHECK bool array_reverse(Heap *h, Value *a, Value *out);

#include "heap/immortal.h"

#endif
