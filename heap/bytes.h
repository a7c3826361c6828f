/* Bytes: a mutable buffer of bytes. Short ones (up to BYTES_INLINE) lie in the object, others in a buffer of their own.
 *
 * What cannot change is not copied, but shared: long Bytes that are made of a Str, or cut out of frozen Bytes, hold the same buffer
 * (OF_COW) until they are written, and a Str made of frozen Bytes does so for good.
 *
 * Functions with a Heap may collect and return false if there is no memory; rooted operands are `Value *`, *out is raw.
 */
#ifndef MAAT_HEAP_BYTES_H
#define MAAT_HEAP_BYTES_H

#include "heap/heap.h"

#define BYTES_INLINE 64
#define BYTES_MAX    ((uint64_t)1 << 40)

static inline Bytes *to_bytes(Value v)
{
    MAAT_ASSERT(is_bytes(v));
    return (Bytes *)to_obj(v);
}
static inline char *bytes_data(Bytes *b) { return b->buf ? b->buf->p + b->from : b->p; }
/* Before they are written (they are not frozen): those that share a buffer get one of their own. May collect. */
MAAT_MUST_CHECK bool bytes_own_slow(Heap *h, Value *b);
MAAT_MUST_CHECK static inline bool bytes_own(Heap *h, Value *b)
{
    return MAAT_LIKELY(!(to_obj(*b)->flags & OF_COW)) || bytes_own_slow(h, b);
}

/* A copy of n bytes at p, which must not lie in a heap (NULL: zeros). */
MAAT_MUST_CHECK bool bytes_new(Heap *h, const char *p, uint64_t n, Value *out);
MAAT_MUST_CHECK bool bytes_slice(Heap *h, Value *b, uint64_t from, uint64_t n, Value *out);
MAAT_MUST_CHECK bool bytes_slice_range(Heap *h, Value *b, Value range, Value *out);
/* The bytes of a Str. */
MAAT_MUST_CHECK bool bytes_from_str(Heap *h, Value *s, Value *out);
/* A Str of bytes that are valid UTF-8. */
MAAT_MUST_CHECK bool bytes_to_str(Heap *h, Value *b, Value *out);
MAAT_MUST_CHECK bool bytes_concat(Heap *h, Value *a, Value *b, Value *out);
/* A constant of code. */
Value bytes_immortal(const char *p, size_t n);

#endif
