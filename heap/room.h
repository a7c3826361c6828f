/* Room for one object of any size and some small words beside it, before it is built. */
#ifndef MAAT_HEAP_ROOM_H
#define MAAT_HEAP_ROOM_H

#include "heap/heap.h"

/* Storage of `words` (small or large) and `small` words more. May collect. Afterwards heap_alloc_any(words) fails only if the
 * system has no memory. */
MAAT_MUST_CHECK static inline bool heap_room(Heap *h, size_t words, size_t small)
{
    if (words > UINT32_MAX) return false;
    if (words > HEAP_LARGE_WORDS && !heap_make_room(h, words * sizeof(Value))) return false;
    return heap_reserve(h, heap_need(words) + small);
}

#endif
