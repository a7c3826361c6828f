/* Arithmetic of Ranges: how many elements there are and which stands where, without making them.
 *
 * Exact for integers of any size; element i of a Range is its first number plus i, as `for` counts.
 *
 * Threading: the owner of the heap. Values passed by pointer are rooted; the calls may collect.
 */
#ifndef MAAT_HEAP_RANGE_H
#define MAAT_HEAP_RANGE_H

#include "heap/num.h"
#include "heap/object.h"

/* Doubles of this size are whole, and adding 1 to them may change nothing: a Range that begins there counts in integers, and
 * whoever makes one turns its begin into one. */
static inline bool range_from_far(Value from)
{
    if (!is_double(from)) return false;
    double d = to_double(from);
    return (d >= 0x1p52 || d <= -0x1p52) && d - d == 0;
}

/* v, any value, lies in it: a whole number if it begins with one. */
bool range_has(Value range, Value v);
/* *out: the number of elements, an integer or Inf. t1, t2: rooted scratch. */
MAAT_MUST_CHECK enum num_status range_length(Heap *h, const Value *range, Value *t1, Value *t2,
                                             Value *out);
/* *out: the element at an integer index, which may count from the end (-1: the last). nil: behind the last. *before is set if
 * the index lies before the first one (*out is nil then), which also holds for any negative one of an endless Range. */
MAAT_MUST_CHECK enum num_status range_at(Heap *h, const Value *range, Value *index, Value *t1,
                                         Value *t2, Value *out, bool *before);

#endif
